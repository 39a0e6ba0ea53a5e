import { decodeEvent, type HalftoneEvent, type ServiceName, STREAM } from '@halftone/contracts';
import { DirectMsgHeaders, Empty, type JetStreamManager, type NatsConnection } from 'nats';
import { isNoMessageFound } from './errors.ts';
import { notPermitted } from './not-permitted.ts';
import { directGetOf, mayReadEverything } from './permissions.ts';

/** Reads the newest event of a subject, or null. */
export type LastEvent = (subject: string) => Promise<{ event: HalftoneEvent; seq: number } | null>;

type Stored = { subject: string; seq: number; data: Uint8Array };

const TIMEOUT_MS = 5000;

/**
 * How a service reads the newest event of a subject: from the leader where it may read everything, else by a direct get,
 * which any replica answers, so that in a cluster the answer can be a moment old.
 */
export function createLastEvent(
  connection: NatsConnection,
  jsm: JetStreamManager,
  service: ServiceName,
): LastEvent {
  const get = mayReadEverything(service) ? fromLeader(jsm) : directly(connection);
  return async (subject) => {
    try {
      const stored = await get(subject);
      return stored && { event: decodeEvent(stored.subject, stored.data), seq: stored.seq };
    } catch (error) {
      throw notPermitted(error) ?? error;
    }
  };
}

function fromLeader(jsm: JetStreamManager) {
  return async (subject: string): Promise<Stored | null> => {
    try {
      return await jsm.streams.getMessage(STREAM.name, { last_by_subj: subject });
    } catch (error) {
      if (isNoMessageFound(error)) return null;
      throw error;
    }
  };
}

/** The client has direct gets for its key-value store alone. */
function directly(connection: NatsConnection) {
  return async (subject: string): Promise<Stored | null> => {
    const { headers, data } = await connection.request(directGetOf(subject), Empty, { timeout: TIMEOUT_MS });
    if (headers?.code === 404) return null;
    const seq = Number(headers?.get(DirectMsgHeaders.Sequence));
    if (!seq) throw new Error(`the newest event of ${subject} was not to be had: ${headers?.description}`);
    return { subject, seq, data };
  };
}
