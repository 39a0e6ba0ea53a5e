import {
  decodeEvent,
  ENDPOINTS,
  EVENT_NAMES,
  EVERYTHING,
  filterFor,
  type HalftoneEvent,
  InvalidEventError,
  LANES,
  parseSubject,
  partNameOf,
  STREAM,
} from '@halftone/contracts';
import { untilReady } from '@halftone/runtime';
import type { JetStreamClient, JetStreamManager } from 'nats';
import { type Backups, createBackups } from './backup/backups.ts';
import { type ConnectionSettings, closeConnection, openConnection } from './connection.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters/dead-letters.ts';
import { type LoggedEndpointEvent, replayEndpoints } from './endpoints/endpoint-log.ts';
import { isNoMessageFound } from './errors.ts';
import { readStream } from './stream/read-stream.ts';
import { subjectsIn } from './stream/subjects-in.ts';
import type { Verification } from './watch/verification-record.ts';
import { keepVerification } from './watch/verifications.ts';

/** What stands in the log at a sequence: an event, or something else. */
export type Entry = { seq: number; subject: string } & (
  | { event: HalftoneEvent; fault: null }
  | { event: null; fault: string }
);

/** The log as an operator sees it, who inspects and repairs it while the services run. */
export type OperatorLog = AsyncDisposable & {
  /** Every request that the log holds anything of. */
  requestIds(): Promise<Set<string>>;
  /** What the log holds of a request: one type of event after the other, each in the order of the log. */
  entriesOf(requestId: string): AsyncIterable<Entry>;
  /** What stands at a sequence; null when it is gone. */
  entryAt(seq: number): Promise<Entry | null>;
  /** The sequence of the oldest entry that the log still has. */
  firstSequence(): Promise<number>;
  deadLetters: DeadLetters;
  backups: Backups;
  /** Keeps what a verification of all requests found, where the gateway shows it. */
  keepVerification(verification: Verification): Promise<void>;
  /** What has happened to webhook endpoints; nothing in an installation of a version that had none. */
  endpointEvents(): AsyncIterable<LoggedEndpointEvent>;
};

/**
 * Connects to NATS as the operator. Makes no streams: there is nothing to look at before a service has made them.
 * @throws AbortError when the signal ends the waiting for NATS
 */
export async function connectOperator(settings: Omit<ConnectionSettings, 'service'>): Promise<OperatorLog> {
  const { logger, signal } = settings;
  const connection = await openConnection({ ...settings, service: 'operator' });
  try {
    const js = connection.jetstream();
    const jsm = await untilReady('JetStream', () => connection.jetstreamManager(), { logger, signal });
    return {
      ...readings(js, jsm),
      deadLetters: createDeadLetters(js, jsm),
      backups: createBackups(connection, jsm),
      keepVerification: (verification) => keepVerification(js, verification),
      endpointEvents: async function* () {
        if (await exists(jsm, ENDPOINTS.name)) yield* replayEndpoints(js, jsm, logger)();
      },
      [Symbol.asyncDispose]: () => closeConnection(connection),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function exists(jsm: JetStreamManager, stream: string): Promise<boolean> {
  for await (const name of jsm.streams.names()) if (name === stream) return true;
  return false;
}

function readings(
  js: JetStreamClient,
  jsm: JetStreamManager,
): Omit<
  OperatorLog,
  'deadLetters' | 'backups' | 'keepVerification' | 'endpointEvents' | typeof Symbol.asyncDispose
> {
  return {
    async requestIds() {
      const subjects = await subjectsIn(jsm, EVERYTHING);
      return new Set(subjects.flatMap((subject) => parseSubject(subject)?.requestId ?? []));
    },
    async *entriesOf(requestId) {
      // Each subject by itself: the server goes straight to it, where a wildcard would have it search the whole log.
      for (const filter of await subjectsOf(jsm, requestId)) {
        for await (const message of readStream(js, jsm, { stream: STREAM.name, filter })) {
          yield entryOf(message);
        }
      }
    },
    async entryAt(seq) {
      try {
        return entryOf(await jsm.streams.getMessage(STREAM.name, { seq }));
      } catch (error) {
        if (isNoMessageFound(error)) return null;
        throw error;
      }
    },
    firstSequence: async () => (await jsm.streams.info(STREAM.name)).state.first_seq,
  };
}

/** What stands before the request in a subject is known of some events, and has to be asked for of the others. */
async function subjectsOf(jsm: JetStreamManager, requestId: string): Promise<string[]> {
  const subjects = await Promise.all(
    EVENT_NAMES.map(async (name) => {
      if (name === 'image.requested') return LANES.map((lane) => filterFor(name, { requestId, lane }));
      return partNameOf(name)
        ? subjectsIn(jsm, filterFor(name, { requestId }))
        : [filterFor(name, { requestId })];
    }),
  );
  return subjects.flat();
}

function entryOf({ seq, subject, data }: { seq: number; subject: string; data: Uint8Array }): Entry {
  try {
    return { seq, subject, event: decodeEvent(subject, data), fault: null };
  } catch (error) {
    if (!(error instanceof InvalidEventError)) throw error;
    return { seq, subject, event: null, fault: error.message };
  }
}
