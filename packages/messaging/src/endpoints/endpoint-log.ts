import {
  CONTENT_TYPE,
  createEndpointEvent,
  decodeEndpointEvent,
  ENDPOINTS,
  type EndpointEvent,
  type EndpointEventData,
  type EndpointEventName,
  encodeEndpointEvent,
  InvalidEventError,
  type ServiceName,
  UnknownEventError,
} from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { JetStreamClient, JetStreamManager, NatsConnection } from 'nats';
import { notPermitted } from '../access/not-permitted.ts';
import { sequenceInTheWay, toUnavailable } from '../errors.ts';
import { confirmed, headOf } from '../publish/send.ts';
import { followStream } from '../stream/follow-stream.ts';
import { readStream } from '../stream/read-stream.ts';

/** An event of an endpoint, and its place in their stream; null for what this version cannot read. */
export type LoggedEndpointEvent = { event: EndpointEvent | null; seq: number };

/** What happens to webhook endpoints: a stream of its own, small enough to be read as a whole. */
export type EndpointLog = {
  /**
   * Publishes an event if nothing has come since its publisher read the stream.
   * @param after the last sequence of the stream when it was read; see {@link lastSequence}
   * @returns whether it was published; otherwise something came in between, and the decision is to be made again
   * @throws LogUnavailableError when it was not confirmed
   */
  publish<N extends EndpointEventName>(name: N, data: EndpointEventData<N>, after: number): Promise<boolean>;
  /** What there is now: of one endpoint, or of all. */
  replay(endpointId?: string): AsyncIterable<LoggedEndpointEvent>;
  /** What there is from a sequence on, and then what comes, until the signal is aborted. */
  follow(from: number, signal: AbortSignal): AsyncIterable<LoggedEndpointEvent>;
  lastSequence(): Promise<number>;
};

type Server = { connection: NatsConnection; js: JetStreamClient; jsm: JetStreamManager };
type Options = { service: ServiceName; now: () => Date; logger: Logger };

const stream = ENDPOINTS.name;
const [everything = ''] = ENDPOINTS.subjects;

/** Reads what there is. */
export const replayEndpoints = (js: JetStreamClient, jsm: JetStreamManager, logger: Logger) =>
  async function* (endpointId?: string): AsyncGenerator<LoggedEndpointEvent> {
    const filter = endpointId === undefined ? everything : ENDPOINTS.filterForEndpoint(endpointId);
    for await (const message of readStream(js, jsm, { stream, filter })) yield readOrTell(message, logger);
  };

export function createEndpointLog(
  { connection, js, jsm }: Server,
  { service, now, logger }: Options,
): EndpointLog {
  return {
    async publish(name, data, after) {
      const event = createEndpointEvent(name, data, { source: `halftone/${service}`, time: now() });
      const { subject, bytes } = encodeEndpointEvent(event);
      const head = headOf({ 'Content-Type': CONTENT_TYPE, 'Nats-Expected-Last-Sequence': String(after) });
      try {
        await confirmed(connection, subject, { bytes, head });
        return true;
      } catch (error) {
        if (sequenceInTheWay(error) !== null) return false;
        throw notPermitted(error) ?? toUnavailable(subject, error);
      }
    },
    replay: replayEndpoints(js, jsm, logger),
    async *follow(from, signal) {
      const options = { stream, filter: everything, from, logger, signal };
      for await (const message of followStream(js, jsm, options)) yield readOrTell(message, logger);
    },
    lastSequence: async () => (await jsm.streams.info(stream)).state.last_seq,
  };
}

type Stored = { subject: string; data: Uint8Array; seq: number };

/** No consumer keeps what cannot be read as a dead letter: it stays where it is, and is told of each time. */
function readOrTell({ subject, data, seq }: Stored, logger: Logger): LoggedEndpointEvent {
  try {
    return { event: decodeEndpointEvent(subject, data), seq };
  } catch (err) {
    if (!(err instanceof InvalidEventError)) throw err;
    if (!(err instanceof UnknownEventError))
      logger.error({ err, seq }, 'unreadable event of an endpoint skipped');
    return { event: null, seq };
  }
}
