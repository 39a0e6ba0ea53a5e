import {
  decodeEvent,
  EVENT_NAMES,
  EVERYTHING,
  type EventName,
  filterFor,
  filterForRequest,
  type HalftoneEvent,
  STREAM,
} from '@halftone/contracts';
import { untilReady } from '@halftone/runtime';
import type { JetStreamClient, JetStreamManager, NatsConnection } from 'nats';
import { closeConnection, openConnection } from './connection.ts';
import { type ConsumeOptions, type Consumption, consume, type Delivery } from './consume.ts';
import { type BatchOptions, consumeBatches } from './consume-batches.ts';
import { LogUnavailableError } from './errors.ts';
import { followStream } from './follow-stream.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createLastEvent } from './last-event.ts';
import { createPublish, type Publish } from './publish.ts';
import { readStream } from './read-stream.ts';
import type { LogSettings } from './settings.ts';
import { ensureStreams } from './streams.ts';
import { createUploadStore, type UploadStore } from './uploads.ts';
import { within } from './within.ts';

/** An event and its place in the log. */
export type Logged<N extends EventName = EventName> = { event: HalftoneEvent<N>; seq: number };

/** `requestId` counts only with a name. */
export type ReplayOptions<N extends EventName> = { from?: number; to?: number; name?: N; requestId?: string };

/** The JetStream log: the only way in which services speak to each other, and the truth of the system. */
export type EventLog = AsyncDisposable & {
  publish: Publish;
  /** Hands each event of a type to the handler, several at a time. */
  consume<N extends EventName>(
    options: ConsumeOptions<N>,
    handle: (delivery: Delivery<N>) => Promise<void>,
  ): Promise<Consumption>;
  /** Hands every event to the handler in batches. */
  consumeBatches(options: BatchOptions, handle: (batch: Delivery[]) => Promise<void>): Promise<Consumption>;
  /** The latest event of a type in a request, or null. Not for `image.requested`, whose subject has a lane. */
  lastEvent<N extends Exclude<EventName, 'image.requested'>>(
    name: N,
    requestId: string,
  ): Promise<Logged<N> | null>;
  /**
   * The events that the log holds, in order, from a sequence to a sequence, both included; all of them, or only those of a
   * type, in all requests or in one.
   */
  replay<N extends EventName = EventName>(options?: ReplayOptions<N>): AsyncIterable<Logged<N>>;
  /**
   * What happens to a request, but for `image.requested`, from a sequence on: what the log holds and then what comes,
   * in order, until the signal is aborted.
   */
  follow(requestId: string, options: { from: number; signal: AbortSignal }): AsyncIterable<Logged>;
  /** Removes every event of a request but its `request.deleted`, for good. */
  forget(requestId: string): Promise<void>;
  /** The sequence of the newest event; 0 when there is none. */
  lastSequence(): Promise<number>;
  uploads: UploadStore;
  inbox: Inbox;
  /** Throws when NATS does not answer. */
  check(): Promise<void>;
  /** Resolves when the connection is closed for good. */
  closed: Promise<void>;
};

/**
 * Connects to NATS, waiting for it as long as it takes, and makes the streams where they are missing.
 * @throws AbortError when the signal of the settings ends the waiting
 */
export async function connectLog(
  settings: LogSettings,
  now: () => Date = () => new Date(),
): Promise<EventLog> {
  const connection = await openConnection(settings);
  try {
    const { js, jsm } = await openJetStream(connection, settings);
    return logOver(connection, { js, jsm, settings, publish: createPublish(js, settings.service, now) });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openJetStream(connection: NatsConnection, settings: LogSettings) {
  const { logger, signal } = settings;
  const js = connection.jetstream();
  const jsm = await untilReady('JetStream', () => connection.jetstreamManager(), { logger, signal });
  await untilReady('the streams', () => ensureStreams(jsm, settings), { logger, signal });
  return { js, jsm };
}

type Parts = { js: JetStreamClient; jsm: JetStreamManager; settings: LogSettings; publish: Publish };

function logOver(connection: NatsConnection, { js, jsm, settings, publish }: Parts): EventLog {
  const { service, logger } = settings;
  const context = { js, jsm, logger };
  return {
    publish,
    consume: (options, handle) => consume(context, options, handle),
    consumeBatches: (options, handle) => consumeBatches(context, options, handle),
    uploads: createUploadStore(js, jsm),
    inbox: createInbox(js, jsm),

    lastEvent: createLastEvent({ connection, js, jsm }, service),

    async *follow(requestId, { from, signal }): AsyncGenerator<Logged> {
      const filter = filterForRequest(requestId);
      for await (const message of followStream(js, jsm, {
        stream: STREAM.name,
        filter,
        from,
        logger,
        signal,
      })) {
        const event = decodeOrSkip(message, logger);
        if (event) yield { event, seq: message.seq };
      }
    },

    async forget(requestId) {
      const forgotten = EVENT_NAMES.filter((name) => name !== 'request.deleted');
      const filters = forgotten.map((name) => filterFor(name, { requestId }));
      await Promise.all(filters.map((filter) => jsm.streams.purge(STREAM.name, { filter })));
    },

    async *replay<N extends EventName>({
      from = 1,
      to = Number.MAX_SAFE_INTEGER,
      name,
      requestId,
    }: ReplayOptions<N> = {}): AsyncGenerator<Logged<N>> {
      const filter = name ? filterFor(name, { requestId }) : EVERYTHING;
      for await (const message of readStream(js, jsm, { stream: STREAM.name, filter, from })) {
        if (message.seq > to) return;
        const event = decodeOrSkip(message, logger);
        if (event) yield { event: event as HalftoneEvent<N>, seq: message.seq };
      }
    },

    lastSequence: async () => (await jsm.streams.info(STREAM.name)).state.last_seq,
    check: () => answersSoon(connection),
    closed: connection.closed().then(() => {}),
    [Symbol.asyncDispose]: () => closeConnection(connection),
  };
}

/** While it reconnects, the client waits with a question for as long as that takes. */
async function answersSoon(connection: NatsConnection): Promise<void> {
  if (await within(ANSWER_TIMEOUT_MS, connection.rtt())) return;
  throw new LogUnavailableError('unreachable', 'NATS does not answer');
}

const ANSWER_TIMEOUT_MS = 2000;

function decodeOrSkip(
  message: { subject: string; data: Uint8Array; seq: number },
  logger: LogSettings['logger'],
) {
  try {
    return decodeEvent(message.subject, message.data);
  } catch (err) {
    // The consumer that met it first has kept it as a dead letter.
    logger.warn({ err, subject: message.subject, seq: message.seq }, 'unreadable event passed over');
    return null;
  }
}
