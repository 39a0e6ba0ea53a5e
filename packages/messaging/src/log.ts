import { DURABLES, EVENTS, type EventName, type ServiceName, STREAM } from '@halftone/contracts';
import { type Logger, untilReady } from '@halftone/runtime';
import { Events, type JetStreamClient, type JetStreamManager, type NatsConnection } from 'nats';
import { mayNameConsumers } from './access/permissions.ts';
import type { LogSettings } from './access/settings.ts';
import { closeConnection, openConnection } from './connection.ts';
import { type ConsumeOptions, type Consumption, consume, type Delivery } from './consume/consume.ts';
import { type BatchOptions, consumeBatches } from './consume/consume-batches.ts';
import { createEndpointLog, type EndpointLog } from './endpoints/endpoint-log.ts';
import { LogRefusedError, LogUnavailableError } from './errors.ts';
import { createPatience, type Patience } from './patience.ts';
import { moveEnds } from './publish/move-ends.ts';
import { createPublish, type Publish } from './publish/publish.ts';
import { createImageProbes, type ImageProbes } from './questions/image-probes.ts';
import { createWebhookTests, type WebhookTests } from './questions/webhook-tests.ts';
import { forget } from './removal/forget.ts';
import { openReuseIndex, type ReuseIndex, type ReuseIndexLimits } from './reuse/reuse-index.ts';
import { createFullness, type Fullness } from './stream/fullness.ts';
import { createInbox, type Inbox } from './stream/inbox.ts';
import { createLastEvent, type LastEventOptions } from './stream/last-event.ts';
import { nameConsumers } from './stream/name-consumers.ts';
import { createReading, type Logged, type Reading } from './stream/reading.ts';
import { admitServer, refuseDamagedLog } from './stream/servers.ts';
import { ensureStreams } from './stream/streams.ts';
import { deletionsWaiting } from './stream/waiting-ends.ts';
import { createUploadStore, type UploadStore } from './uploads/uploads.ts';
import { createWatch, type Watch } from './watch/watch.ts';
import { within } from './within.ts';

/** The JetStream log: the only way in which services speak to each other, and the truth of the system. */
export type EventLog = AsyncDisposable &
  Reading & {
    publish: Publish;
    /** Hands each event of a type to the handler, several at a time. */
    consume<N extends EventName>(
      options: ConsumeOptions<N>,
      handle: (delivery: Delivery<N>) => Promise<void>,
    ): Promise<Consumption>;
    /** Hands every event to the handler in batches. */
    consumeBatches(options: BatchOptions, handle: (batch: Delivery[]) => Promise<void>): Promise<Consumption>;
    /**
     * The latest event of a type in a request, or null. Of what has a part before the request in its subject (see
     * `partNameOf`), that of the part in the options.
     */
    lastEvent<N extends Exclude<EventName, 'image.requested'>>(
      name: N,
      requestId: string,
      options?: LastEventOptions,
    ): Promise<Logged<N> | null>;
    /**
     * Removes the events of a request but its `request.deleted`, for good, but for those that a consumer has in flight.
     * @returns whether all of them are gone; otherwise it is to be called again
     */
    forget(requestId: string): Promise<boolean>;
    /** The requests whose deletion waits until {@link forget} has made room for it in a full log. */
    deletionsWaiting(): Promise<string[]>;
    /** Whether the log is known to take no new work. Not for services that may not ask how far it has come. */
    isFull(): Promise<boolean>;
    /** The sequence of the newest event; 0 when there is none. */
    lastSequence(): Promise<number>;
    uploads: UploadStore;
    inbox: Inbox;
    /** Not for services that may not read the whole log and the dead letters. */
    watch: Watch;
    webhookTests: WebhookTests;
    imageProbes: ImageProbes;
    endpoints: EndpointLog;
    /** The index of outputs that can be reused; for the imager alone. */
    openReuseIndex(limits: Omit<ReuseIndexLimits, 'replicas'>): Promise<ReuseIndex>;
    /**
     * Throws when JetStream does not answer for the log, or for the service's place in it; with `patient`, only when that
     * lasts longer than servers of a cluster take to agree on a leader.
     */
    check(options?: { patient?: boolean }): Promise<void>;
    /** Resolves when the connection is closed for good. */
    closed: Promise<void>;
  };

/**
 * Connects to NATS, waiting for it as long as it takes, and makes the streams where they are missing.
 * @throws AbortError when the signal of the settings ends the waiting
 * @throws LogRefusedError when the server is older than the one that wrote the log, or the log is damaged by such a one
 */
export async function connectLog(
  settings: LogSettings,
  now: () => Date = () => new Date(),
): Promise<EventLog> {
  const connection = await openConnection(settings);
  try {
    const { js, jsm } = await openJetStream(connection, settings);
    const fullness = createFullness(jsm, settings.service);
    if (settings.service === EVENTS['request.deleted'].publisher) {
      startMovingEnds({ connection, jsm, fullness }, settings);
    }
    if (mayNameConsumers(settings.service)) nameConsumers(connection);
    const patience = createPatience(connection, !settings.url.includes(','));
    const publish = createPublish({ connection, jsm, fullness, patience }, settings.service, now);
    return logOver(connection, { js, jsm, settings, publish, fullness, patience, now });
  } catch (error) {
    if (error instanceof LogRefusedError) settings.logger.fatal({ err: error }, 'the log is refused');
    await connection.close();
    throw error;
  }
}

function startMovingEnds(
  server: { connection: NatsConnection; jsm: JetStreamManager; fullness: Fullness },
  { logger, endsEveryMs }: LogSettings,
): void {
  const closed = new AbortController();
  void server.connection.closed().then(() => closed.abort());
  void moveEnds(server, { logger, signal: closed.signal, everyMs: endsEveryMs });
}

async function openJetStream(connection: NatsConnection, settings: LogSettings) {
  const { service, logger, signal } = settings;
  const js = connection.jetstream();
  const jsm = await untilReady('JetStream', () => connection.jetstreamManager(), { logger, signal });
  const admit = () => admitServer({ connection, js, jsm }, settings);
  const prepare = async () => {
    await admit();
    await ensureStreams(jsm, settings, connection.info?.version ?? '');
    await refuseDamagedLog(jsm, service);
  };
  const worthWaiting = (error: unknown) => !(error instanceof LogRefusedError);
  await untilReady('the streams', prepare, { logger, signal, worthWaiting });
  void watchServers(connection, admit, logger);
  return { js, jsm };
}

/** After each reconnection it may be another server. One that is refused is left for good, which ends the service. */
async function watchServers(
  connection: NatsConnection,
  admit: () => Promise<void>,
  logger: Logger,
): Promise<void> {
  for await (const { type } of connection.status()) {
    if (type !== Events.Reconnect) continue;
    try {
      await admit();
    } catch (err) {
      if (err instanceof LogRefusedError) {
        logger.fatal({ err }, 'the log is refused');
        await connection.close();
      } else logger.warn({ err }, 'the version of the server could not be compared');
    }
  }
}

type Parts = {
  js: JetStreamClient;
  jsm: JetStreamManager;
  settings: LogSettings;
  publish: Publish;
  fullness: Fullness;
  patience: Patience;
  now: () => Date;
};

function logOver(connection: NatsConnection, parts: Parts): EventLog {
  const { js, jsm, settings, publish, fullness, patience, now } = parts;
  const { service, logger, replicas } = settings;
  const context = { js, jsm, logger };
  return {
    publish,
    ...createReading(context),
    consume: (options, handle) => consume(context, options, handle),
    consumeBatches: (options, handle) => consumeBatches(context, options, handle),
    uploads: createUploadStore({ js, jsm, patience }),
    inbox: createInbox(js, jsm),
    watch: createWatch(connection, js, jsm),
    webhookTests: createWebhookTests(connection, logger),
    openReuseIndex: (limits) =>
      openReuseIndex({ connection, jsm }, { ...limits, ...(replicas !== undefined && { replicas }) }),
    imageProbes: createImageProbes(connection, logger),
    endpoints: createEndpointLog({ connection, js, jsm }, { service, now, logger }),

    lastEvent: createLastEvent({ connection, js, jsm, patience }, service),

    forget: (requestId) =>
      forget({ js, jsm, serverVersion: () => connection.info?.version ?? '' }, requestId),
    deletionsWaiting: () => deletionsWaiting(jsm),
    isFull: fullness.isFull,

    lastSequence: async () => (await jsm.streams.info(STREAM.name)).state.last_seq,
    check: ({ patient = false } = {}) => {
      const check = () => answersSoon({ connection, jsm }, service);
      return patient ? patience(check) : check();
    },
    closed: connection.closed().then(() => {}),
    [Symbol.asyncDispose]: () => closeConnection(connection),
  };
}

/**
 * Asks what the service may ask for: its own consumer or, where it has none, the stream. A server that answers, while
 * JetStream or the log's leader does not, is of no use.
 */
async function answersSoon(
  { connection, jsm }: { connection: NatsConnection; jsm: JetStreamManager },
  service: ServiceName,
): Promise<void> {
  // While it reconnects, the client waits with a question for as long as that takes.
  if (!(await within(ANSWER_TIMEOUT_MS, connection.rtt().catch(refuse('NATS is disconnected'))))) {
    throw new LogUnavailableError('unreachable', 'NATS does not answer');
  }
  const [durable] = Object.keys(DURABLES[service]);
  const answer = durable ? jsm.consumers.info(STREAM.name, durable) : jsm.streams.info(STREAM.name);
  if (!(await within(ANSWER_TIMEOUT_MS, answer.catch(refuse('JetStream has no answer'))))) {
    throw new LogUnavailableError('unreachable', 'JetStream does not answer');
  }
}

const refuse = (what: string) => (cause: unknown) => {
  throw new LogUnavailableError('unreachable', what, { cause });
};

const ANSWER_TIMEOUT_MS = 2000;
