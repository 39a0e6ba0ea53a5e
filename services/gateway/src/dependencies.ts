import { setTimeout } from 'node:timers/promises';
import { InvalidEventError } from '@halftone/contracts';
import { LogUnavailableError, NoAnswerError } from '@halftone/messaging';
import { type Checks, type Logger, untilReady } from '@halftone/runtime';
import { Problem } from './problems/problems.ts';

/** Turns a failure of the log into what a client is told about it. */
export async function fromLog<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    // What an upload's source fails with, and an event that does not fit its schema, are not the log's doing.
    if (cause instanceof Problem || cause instanceof InvalidEventError) throw cause;
    const full = cause instanceof LogUnavailableError && cause.reason === 'full';
    throw new Problem(
      'log_unavailable',
      full ? 'The event log is full and takes no new work.' : 'The event log cannot be reached.',
      { cause },
    );
  }
}

/** Turns a failure of the database into what a client is told about it. */
export async function fromDatabase<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new Problem('database_unavailable', 'The database cannot be read.', { cause });
  }
}

/** Turns the silence of a service that is asked directly into what a client is told about it. */
const fromAsked =
  (code: 'notifier_unavailable' | 'imager_unavailable', says: string) =>
  async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      if (!(cause instanceof NoAnswerError)) return fromLog(Promise.reject(cause));
      throw new Problem(code, says, { cause });
    }
  };

export const fromNotifier = fromAsked(
  'notifier_unavailable',
  'The notifier, which posts webhooks, does not answer.',
);

export const fromImager = fromAsked('imager_unavailable', 'No imager, which looks at images, answers.');

type Checked = { check(): Promise<void> };

/** What the gateway needs to be ready. Uploads go to the log; PostgreSQL is only read. */
export function checksOf({ log, readModel }: { log: () => Checked; readModel: Checked }): Checks {
  return {
    nats: async () => log().check(),
    postgres: {
      check: () => readModel.check(),
      without: 'Uploads are accepted; what is read from the database is not available.',
    },
  };
}

/** A connection that is being made: call it to get at the connection. */
export type Connecting<T> = (() => T) &
  AsyncDisposable & {
    /** Resolves when the connection, once made, is closed for good. */
    closed: Promise<void>;
    /** Resolves when the connection is there or cannot be made, and after so many milliseconds at the latest. */
    within(ms: number): Promise<void>;
  };

/**
 * Connects to the log in the background, for as long as it takes, so that the gateway serves meanwhile.
 * @returns a function that throws Problem `log_unavailable` until the connection is there
 */
export function connectInBackground<T extends AsyncDisposable & { closed: Promise<void> }>(
  connect: (signal: AbortSignal) => Promise<T>,
  logger: Logger,
): Connecting<T> {
  const stop = new AbortController();
  let connected: T | undefined;
  const connection = untilReady('the event log', () => connect(stop.signal), {
    logger,
    signal: stop.signal,
  });
  const closed = connection.then(
    (made) => {
      connected = made;
      // It came when nobody wants it any more.
      if (stop.signal.aborted) void made[Symbol.asyncDispose]();
      return made.closed;
    },
    (err) => {
      if (!stop.signal.aborted) throw err;
    },
  );
  const current = () => {
    if (!connected) throw new Problem('log_unavailable', 'The event log is not connected yet.');
    return connected;
  };
  const dispose = async () => {
    stop.abort();
    await connected?.[Symbol.asyncDispose]();
  };
  const within = async (ms: number) => {
    await Promise.race([Promise.allSettled([connection]), setTimeout(ms, undefined, { ref: false })]);
  };
  return Object.assign(current, { closed, within, [Symbol.asyncDispose]: dispose });
}
