import {
  CONTENT_TYPE,
  createEvent,
  type EventData,
  type EventName,
  encodeEvent,
  type ServiceName,
} from '@halftone/contracts';
import {
  type ApiError,
  ErrorCode,
  headers,
  type MsgHdrs,
  type NatsConnection,
  NatsError,
  type PubAck,
} from 'nats';
import { notPermitted } from '../access/not-permitted.ts';
import { LogRefusedError, sequenceInTheWay, toUnavailable } from '../errors.ts';
import { refusalOf } from '../stream/servers.ts';

/** Long enough to outlast a restart of the server, since the client sends again once it is back. */
const PUBLISH_TIMEOUT_MS = 5000;

/** Where an event stands in the log; `duplicate` when it stood there before this publish. */
export type Published = { seq: number; duplicate: boolean };

/**
 * Publishes an event and waits for the log's confirmation. The envelope is filled in: the source is the service, the
 * time is now, the id is derived from the data and serves the log to drop what is published twice.
 *
 * With `firstOnSubject`, the event is written only when its subject holds none, for facts that happen once in the life
 * of a request; otherwise the one that stands there is answered as a duplicate.
 * @throws InvalidEventError when the data does not fit the event's schema
 * @throws LogUnavailableError when the log did not confirm: it is away or full
 * @throws NotPermittedError when the event is not this service's to publish
 * @throws LogRefusedError when the log is damaged: what it confirms would be lost
 */
export type Publish = <N extends EventName>(
  name: N,
  data: EventData<N>,
  options?: { firstOnSubject?: boolean },
) => Promise<Published>;

export function createPublish(connection: NatsConnection, service: ServiceName, now: () => Date): Publish {
  return async (name, data, { firstOnSubject = false } = {}) => {
    const event = createEvent(name, data, { source: `halftone/${service}`, time: now() });
    const { subject, bytes } = encodeEvent(event);
    const head = headOf({
      'Content-Type': CONTENT_TYPE,
      'Nats-Msg-Id': event.id,
      ...(firstOnSubject && { 'Nats-Expected-Last-Subject-Sequence': '0' }),
    });
    try {
      return await confirmed(connection, subject, { bytes, head });
    } catch (error) {
      if (error instanceof LogRefusedError) throw error;
      const seq = firstOnSubject ? sequenceInTheWay(error) : null;
      if (seq !== null) return { seq, duplicate: true };
      throw notPermitted(error) ?? toUnavailable(subject, error);
    }
  };
}

/**
 * Headers that are ready to be sent: to have the client put them together takes a seventh of ingest's time.
 * @param fields without line breaks, as everything is that an event's schema lets pass
 */
function headOf(fields: Record<string, string>): MsgHdrs {
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
async function confirmed(
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
