import { decodeEvent, type HalftoneEvent, STREAM, UPLOADS } from '@halftone/contracts';
import { waitFor } from '@halftone/local-stack/testing';
import { type ConsumerInfo, connect, type JetStreamManager, type NatsConnection, NatsError } from 'nats';

/** The log and its server as an operator sees them, without any code of the services. */
export type RawLog = AsyncDisposable & {
  /** Every event, in order. An event that cannot be read throws. */
  read(): Promise<Logged[]>;
  consumers(): Promise<ConsumerInfo[]>;
  /** Deletes a durable consumer with all that it knows, as when its server lost it. */
  loseConsumer(durable: string): Promise<void>;
  /** How many events could not be handled. */
  deadLetters(): Promise<number>;
  /** What the uploads bucket holds: the names of its files, and the chunks that belong to none. */
  uploads(): Promise<{ names: string[]; orphans: string[] }>;
  /** The servers of a cluster that hold the log, once one of them leads it and none is behind. */
  placement(): Promise<{ leader: string; followers: string[] }>;
  /** Takes all room from the log, so that it refuses whatever is written to it. */
  fill(): Promise<void>;
  makeRoom(): Promise<void>;
};

export type Logged = { seq: number; event: HalftoneEvent };

const DEAD_LETTERS = 'HALFTONE_DEAD';
/** What the log is filled up with, outside of what the services read. */
const FILLER = 'chaos.filler';
const FILLER_AT_ONCE = 200;
/**
 * Far more than is written before the limit holds: if the log held more than the limit by then, the server would drop
 * its oldest events. The limit is one of messages, since near one of bytes servers of 2.9 drop the oldest as well.
 */
const MARGIN = 3000;

/** @param url the address of the server or, separated by commas, the addresses of all in a cluster */
export async function openRawLog(url: string): Promise<RawLog> {
  const connection = await connect({
    servers: url.split(','),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
  });
  const jsm = await connection.jetstreamManager();
  return {
    // After a restart of the server the first request can get lost.
    read: () => waitFor('the log to be read', () => readAll(connection, jsm)),
    consumers: () =>
      waitFor('the consumers', async () => {
        const consumers: (ConsumerInfo | null)[] = await jsm.consumers.list(STREAM.name).next();
        // Of one that goes meanwhile the server says null: those that stay are asked for again.
        const present = consumers.filter((consumer) => consumer !== null);
        return present.length === consumers.length && present;
      }),
    loseConsumer: async (durable) => void (await jsm.consumers.delete(STREAM.name, durable)),
    deadLetters: async () => (await jsm.streams.info(DEAD_LETTERS)).state.messages,
    uploads: () => uploadsIn(jsm),
    placement: () => waitFor('the log to be whole', () => placementOf(jsm), { timeoutMs: 60_000 }),
    fill: () => waitFor('the log to be full', () => fill(connection, jsm)).then(() => {}),
    makeRoom: () => waitFor('room in the log', () => makeRoom(jsm)).then(() => {}),
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

async function readAll(connection: NatsConnection, jsm: JetStreamManager): Promise<Logged[]> {
  const { messages } = (await jsm.streams.info(STREAM.name)).state;
  const events: Logged[] = [];
  if (messages === 0) return events;
  const consumer = await connection.jetstream().consumers.get(STREAM.name);
  for await (const message of await consumer.consume()) {
    events.push({ seq: message.seq, event: decodeEvent(message.subject, message.data) });
    if (message.info.pending === 0) break;
  }
  await consumer.delete();
  return events;
}

async function placementOf(jsm: JetStreamManager): Promise<{ leader: string; followers: string[] } | false> {
  const { leader, replicas = [] } = (await jsm.streams.info(STREAM.name)).cluster ?? {};
  if (!leader || replicas.some(({ current }) => !current)) return false;
  return { leader, followers: replicas.map(({ name }) => name) };
}

async function fill(connection: NatsConnection, jsm: JetStreamManager): Promise<true> {
  const { state } = await jsm.streams.info(STREAM.name);
  const subjects = [...STREAM.subjects, FILLER];
  await jsm.streams.update(STREAM.name, { subjects, max_msgs: state.messages + MARGIN });
  while (await takesMore(connection));
  return true;
}

async function takesMore(connection: NatsConnection): Promise<boolean> {
  const js = connection.jetstream();
  const published = Array.from({ length: FILLER_AT_ONCE }, () => js.publish(FILLER));
  const failed = (await Promise.allSettled(published)).filter(({ status }) => status === 'rejected');
  for (const result of failed) {
    const isRefusal =
      result.status === 'rejected' && result.reason instanceof NatsError && result.reason.api_error;
    if (!isRefusal) throw new Error('The filler was not answered');
  }
  return failed.length === 0;
}

async function makeRoom(jsm: JetStreamManager): Promise<true> {
  await jsm.streams.purge(STREAM.name, { filter: FILLER });
  await jsm.streams.update(STREAM.name, { subjects: [...STREAM.subjects], max_msgs: -1 });
  return true;
}

async function uploadsIn(jsm: JetStreamManager): Promise<{ names: string[]; orphans: string[] }> {
  const { state } = await jsm.streams.info(UPLOADS.name, { subjects_filter: '>' });
  const subjects = Object.keys(state.subjects ?? {});
  const described = subjects.filter((subject) => subject.startsWith(UPLOADS.descriptionOf('')));
  const files = await Promise.all(
    described.map(async (subject) => {
      const { data } = await jsm.streams.getMessage(UPLOADS.name, { last_by_subj: subject });
      return JSON.parse(new TextDecoder().decode(data)) as { name: string; nuid: string };
    }),
  );
  const owned = new Set([...described, ...files.map(({ nuid }) => UPLOADS.chunksOf(nuid))]);
  return {
    names: files.map(({ name }) => name),
    orphans: subjects.filter((subject) => !owned.has(subject)),
  };
}
