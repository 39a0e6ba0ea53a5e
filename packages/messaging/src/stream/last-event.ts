import {
  decodeEvent,
  EVENTS,
  type EventName,
  filterFor,
  type HalftoneEvent,
  isEnd,
  type ServiceName,
  STREAM,
} from '@halftone/contracts';
import type { JetStreamClient, JetStreamManager, NatsConnection } from 'nats';
import { notPermitted } from '../access/not-permitted.ts';
import { mayReadEverything } from '../access/permissions.ts';
import { isNoMessageFound } from '../errors.ts';
import type { Patience } from '../patience.ts';
import { getDirectly, type Stored } from './direct-get.ts';
import { dropReader, openReader } from './read-stream.ts';
import { waitingEnd } from './waiting-ends.ts';

type Server = {
  connection: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
  patience: Patience;
};

export type LastEventOptions = {
  /** Of an event that a request has several of, which one. */
  part?: string | undefined;
  /** Waits while the servers of a cluster agree on a leader. */
  patient?: boolean;
};

type GetLast = (subject: string) => Promise<Stored | null>;

const TIMEOUT_MS = 5000;

/** How a service reads the newest event of a type in a request, with the permissions that it has. */
export function createLastEvent(server: Server, service: ServiceName) {
  const [fromLeader, asReader] = [getFromLeader(server), getAsReader(server)];
  const directly: GetLast = (subject) => getDirectly(server.connection, { stream: STREAM.name, subject });
  const wayTo = (name: EventName): GetLast => {
    if (mayReadEverything(service)) return fromLeader;
    return EVENTS[name].publisher === service ? asReader : directly;
  };
  const newest = async (name: EventName, requestId: string, part?: string) => {
    // First where it waits: it moves from there to the log, not back.
    const waiting = isEnd(name) ? await waitingEnd(server.connection, name, requestId) : null;
    return waiting ?? wayTo(name)(filterFor(name, { requestId, ...(part && { part }) }));
  };
  return async <N extends EventName>(
    name: N,
    requestId: string,
    { part, patient = false }: LastEventOptions = {},
  ) => {
    try {
      const read = () => newest(name, requestId, part);
      const stored = await (patient ? server.patience(read) : read());
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

/** Through a consumer that begins with the last message; the leader makes it, so nothing newer is missed. */
const getAsReader =
  ({ js, jsm }: Server): GetLast =>
  async (subject) => {
    const info = await openReader(jsm, { stream: STREAM.name, filter: subject, from: 'last' });
    try {
      if (info.num_pending === 0) return null;
      const message = await js.consumers.getPullConsumerFor(info).next({ expires: TIMEOUT_MS });
      if (!message) throw new Error(`the newest event of ${subject} did not arrive`);
      return message;
    } finally {
      dropReader(jsm, info);
    }
  };
