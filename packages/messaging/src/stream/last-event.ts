import {
  decodeEvent,
  EVENTS,
  type EventName,
  filterFor,
  type HalftoneEvent,
  type ServiceName,
  STREAM,
} from '@halftone/contracts';
import {
  DirectMsgHeaders,
  Empty,
  type JetStreamClient,
  type JetStreamManager,
  type NatsConnection,
} from 'nats';
import { notPermitted } from '../access/not-permitted.ts';
import { directGetOf, mayReadEverything } from '../access/permissions.ts';
import { isNoMessageFound } from '../errors.ts';
import { deleteReader, openReader } from './read-stream.ts';

type Server = { connection: NatsConnection; js: JetStreamClient; jsm: JetStreamManager };
type Stored = { subject: string; seq: number; data: Uint8Array };
type GetLast = (subject: string) => Promise<Stored | null>;

const TIMEOUT_MS = 5000;

/** How a service reads the newest event of a type in a request, with the permissions that it has. */
export function createLastEvent(server: Server, service: ServiceName) {
  const [fromLeader, directly, asReader] = [getFromLeader(server), getDirectly(server), getAsReader(server)];
  const wayTo = (name: EventName): GetLast => {
    if (mayReadEverything(service)) return fromLeader;
    return EVENTS[name].publisher === service ? asReader : directly;
  };
  return async <N extends EventName>(name: N, requestId: string) => {
    try {
      const stored = await wayTo(name)(filterFor(name, { requestId }));
      if (!stored) return null;
      // Decoding checks that the type is the one that the subject says.
      const event = decodeEvent(stored.subject, stored.data) as HalftoneEvent<N>;
      return { event, seq: stored.seq };
    } catch (error) {
      throw notPermitted(error) ?? error;
    }
  };
}

const getFromLeader =
  ({ jsm }: Server): GetLast =>
  async (subject) => {
    try {
      return await jsm.streams.getMessage(STREAM.name, { last_by_subj: subject });
    } catch (error) {
      if (isNoMessageFound(error)) return null;
      throw error;
    }
  };

/** Any replica answers, so that in a cluster the answer can be a moment old. The client has this for its key-value store alone. */
const getDirectly =
  ({ connection }: Server): GetLast =>
  async (subject) => {
    const { headers, data } = await connection.request(directGetOf(subject), Empty, { timeout: TIMEOUT_MS });
    if (headers?.code === 404) return null;
    const seq = Number(headers?.get(DirectMsgHeaders.Sequence));
    if (!seq) throw new Error(`the newest event of ${subject} could not be read: ${headers?.description}`);
    return { subject, seq, data };
  };

/** Through a consumer that begins with the last message; the leader makes it, so nothing newer is missed. */
const getAsReader =
  ({ js, jsm }: Server): GetLast =>
  async (subject) => {
    const { name, num_pending } = await openReader(jsm, {
      stream: STREAM.name,
      filter: subject,
      from: 'last',
    });
    try {
      if (num_pending === 0) return null;
      const consumer = await js.consumers.get(STREAM.name, name);
      const message = await consumer.next({ expires: TIMEOUT_MS });
      if (!message) throw new Error(`the newest event of ${subject} did not arrive`);
      return message;
    } finally {
      await deleteReader(jsm, STREAM.name, name);
    }
  };
