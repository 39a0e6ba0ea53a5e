import type { NatsConnection } from 'nats';
import { SnapshotError } from '../errors.ts';

const TIMEOUT_MS = 30_000;

/**
 * Asks JetStream's API for what the client has no call for.
 * @throws SnapshotError with what the server says
 */
export async function askJetStream<Answer>(
  connection: NatsConnection,
  what: string,
  request: unknown,
): Promise<Answer> {
  const message = await connection.request(`$JS.API.${what}`, JSON.stringify(request), {
    timeout: TIMEOUT_MS,
  });
  refuseError(what, message.string());
  return message.json<Answer>();
}

/** @throws SnapshotError when the answer is one of the API's errors */
export function refuseError(what: string, answer: string): void {
  if (answer === '') return;
  const { error } = JSON.parse(answer) as { error?: { description?: string; err_code?: number } };
  if (!error) return;
  throw new SnapshotError(`NATS refuses ${what}: ${error.description} (${error.err_code})`);
}
