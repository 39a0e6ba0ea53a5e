import {
  type ApiError,
  ErrorCode,
  headers,
  type MsgHdrs,
  type NatsConnection,
  NatsError,
  type PubAck,
} from 'nats';
import { LogRefusedError } from '../errors.ts';
import { refusalOf } from '../stream/servers.ts';

/** Long enough to outlast a restart of the server, since the client sends again once it is back. */
const PUBLISH_TIMEOUT_MS = 5000;

/**
 * Where an event stands in the log; `duplicate` when it stood there before this publish. The end of a request that waits for
 * room stands nowhere yet, at 0.
 */
export type Published = { seq: number; duplicate: boolean };

/**
 * Headers that are ready to be sent: to have the client put them together takes a seventh of ingest's time.
 * @param fields without line breaks, as everything is that an event's schema lets pass
 */
export function headOf(fields: Record<string, string>): MsgHdrs {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = Buffer.from(`NATS/1.0\r\n${lines.join('')}\r\n`);
  return Object.assign(headers(), { encode: () => bytes });
}

/**
 * What JetStream answers to a message that it stored
 * (https://docs.nats.io/reference/reference-protocols/nats_api_reference#publishing-to-a-stream). The client's own
 * publishing would put the headers together again.
 * @throws NatsError when it was not stored, with the server's reason as `api_error` if it gave one
 */
export async function confirmed(
  connection: NatsConnection,
  subject: string,
  { bytes, head }: { bytes: Uint8Array; head: MsgHdrs },
): Promise<Published> {
  const answer = await connection.request(subject, bytes, { timeout: PUBLISH_TIMEOUT_MS, headers: head });
  const { seq, duplicate = false, error } = answer.json<Partial<PubAck> & { error?: ApiError }>();
  if (error) throw Object.assign(new NatsError(error.description, String(error.code)), { api_error: error });
  if (seq === undefined) throw new NatsError('the answer confirms nothing', ErrorCode.JetStreamInvalidAck);
  const refusal = refusalOf({ lastSequence: seq });
  if (refusal) throw new LogRefusedError(refusal);
  return { seq, duplicate };
}
