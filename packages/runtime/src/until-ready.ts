import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5000;

export type WaitingOptions = {
  logger: Logger;
  signal?: AbortSignal;
  /** Whether waiting may fix the error; any other is thrown. Without it every error is waited for. */
  worthWaiting?: (error: unknown) => boolean;
};

/**
 * Tries until it succeeds, with a growing delay and a log line each time, so that services can start in any order.
 * @param what the thing that is waited for, for the log
 * @throws AbortError when the signal is aborted meanwhile
 */
export async function untilReady<T>(
  what: string,
  attempt: () => Promise<T>,
  { logger, signal, worthWaiting = () => true }: WaitingOptions,
): Promise<T> {
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (err) {
      if (!worthWaiting(err)) throw err;
      logger.warn({ err, retryInMs: delayMs }, `waiting for ${what}`);
      await delay(delayMs, undefined, { signal });
    }
  }
}
