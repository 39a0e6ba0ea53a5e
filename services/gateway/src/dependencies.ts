import { InvalidEventError } from '@halftone/contracts';
import { LogUnavailableError } from '@halftone/messaging';
import { type Logger, untilReady } from '@halftone/runtime';
import { Problem } from './problems.ts';

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

/**
 * Connects in the background, for as long as it takes, so that the gateway already serves.
 * @returns the connection, by a function that throws Problem `log_unavailable` until it is there
 */
export function connectInBackground<T extends AsyncDisposable>(
  connect: (signal: AbortSignal) => Promise<T>,
  logger: Logger,
): (() => T) & AsyncDisposable {
  const stop = new AbortController();
  let connected: T | undefined;
  untilReady('the event log', () => connect(stop.signal), { logger, signal: stop.signal }).then(
    (connection) => {
      connected = connection;
      // It came when nobody wants it any more.
      if (stop.signal.aborted) void connection[Symbol.asyncDispose]();
    },
    (err) => {
      if (!stop.signal.aborted) throw err;
    },
  );
  return Object.assign(
    () => {
      if (!connected) throw new Problem('log_unavailable', 'The event log is not connected yet.');
      return connected;
    },
    {
      async [Symbol.asyncDispose]() {
        stop.abort();
        await connected?.[Symbol.asyncDispose]();
      },
    },
  );
}
