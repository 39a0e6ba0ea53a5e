import type { NatsConnection } from 'nats';
import type { Published } from './confirmation.ts';
import { type Confirmations, createConfirmations } from './confirmations.ts';

/**
 * Headers that are ready to be sent: to have the client put them together takes a seventh of ingest's time.
 * @param fields without line breaks, as everything is that an event's schema lets pass
 */
export function headOf(fields: Readonly<Record<string, string>>): Uint8Array {
  let text = 'NATS/1.0\r\n';
  for (const name in fields) text += `${name}: ${fields[name]}\r\n`;
  return Buffer.from(`${text}\r\n`);
}

/**
 * What JetStream answers to a message that it stored
 * (https://docs.nats.io/reference/reference-protocols/nats_api_reference#publishing-to-a-stream). The client's own
 * publishing would put the headers together again.
 * @throws NatsError when it was not stored, with the server's reason as `api_error` if it gave one
 */
export function confirmed(
  connection: NatsConnection,
  subject: string,
  { bytes, head }: { bytes: Uint8Array; head: Uint8Array },
): Promise<Published> {
  return confirmationsOf(connection).confirmed(subject, bytes, head);
}

const known = new WeakMap<NatsConnection, Confirmations>();

/** One for each connection, whoever publishes. */
function confirmationsOf(connection: NatsConnection): Confirmations {
  const confirmations = known.get(connection) ?? createConfirmations(connection);
  if (!known.has(connection)) known.set(connection, confirmations);
  return confirmations;
}
