import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5000;
const TELL_EVERY_MS = 10_000;

export type WaitingOptions = {
  logger: Logger;
  signal?: AbortSignal | undefined;
  /** Whether waiting may fix the error; any other is thrown. Without it every error is waited for. */
  worthWaiting?: (error: unknown) => boolean;
  /** How often it says what it waits for and why, in milliseconds. */
  tellEveryMs?: number;
};

/**
 * Tries until it succeeds, with a growing delay, so that services can start in any order. It says at the first failure,
 * and every ten seconds from then on, what it waits for and why; also of a try that does not come to an end.
 * @param what the thing that is waited for, for the log
 * @throws AbortError when the signal is aborted meanwhile
 */
export async function untilReady<T>(
  what: string,
  attempt: () => Promise<T>,
  { logger, signal, worthWaiting = () => true, tellEveryMs = TELL_EVERY_MS }: WaitingOptions,
): Promise<T> {
  using teller = createTeller(what, logger, tellEveryMs);
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!worthWaiting(error)) throw error;
      teller.failed(error);
      await delay(delayMs, undefined, { signal });
    }
  }
}

function createTeller(what: string, logger: Logger, everyMs: number) {
  const began = performance.now();
  let tries = 0;
  let err: unknown;
  const tell = () => {
    // Made when it is needed: with its stack it costs more than all the rest of an attempt that succeeds.
    err ??= new Error('the first try has not come to an end');
    logger.warn({ err, tries, waitedMs: Math.round(performance.now() - began) }, `waiting for ${what}`);
  };
  const telling = setInterval(tell, everyMs);
  return {
    failed(error: unknown) {
      tries += 1;
      err = error;
      if (tries === 1) tell();
    },
    [Symbol.dispose]: () => clearInterval(telling),
  };
}
