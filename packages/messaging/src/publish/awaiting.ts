import { ErrorCode, NatsError } from 'nats';
import type { Published } from './confirmation.ts';

/** A message that waits for its confirmation. */
export type Waiting = {
  subject: string;
  resolve(published: Published): void;
  reject(error: unknown): void;
};

/** Messages that were published and wait for their confirmation, each under a number and not for ever. */
export type Awaiting = {
  /** Takes one, which fails if it is not taken out in time. */
  put(number: number, waiting: Waiting): void;
  /** Takes one out; nothing when it is not there any more. */
  take(number: number): Waiting | undefined;
  /** Has all of them fail that fit, or so many, the oldest first. */
  fail(error: unknown, fits?: (waiting: Waiting) => boolean, most?: number): void;
};

/** All have the same time, so the order in which they came is that in which their time is over: one timer does for all. */
export function createAwaiting(timeoutMs: number): Awaiting {
  const waiting = new Map<number, Waiting & { until: number }>();
  let timer: NodeJS.Timeout | undefined;

  const failEach = <T extends Waiting>(all: Iterable<[number, T]>, error: unknown, most: number) => {
    for (const [number, { reject }] of Iterator.from(all).take(most)) {
      waiting.delete(number);
      reject(error);
    }
  };
  const failLate = () => {
    const now = performance.now();
    const late = waiting.entries().filter(([, { until }]) => until <= now);
    failEach(late, NatsError.errorForCode(ErrorCode.Timeout), waiting.size);
    const [next] = waiting.values();
    timer = next && setTimeout(failLate, next.until - now);
  };
  return {
    put(number, { subject, resolve, reject }) {
      waiting.set(number, { subject, resolve, reject, until: performance.now() + timeoutMs });
      timer ??= setTimeout(failLate, timeoutMs);
    },
    take(number) {
      const taken = waiting.get(number);
      waiting.delete(number);
      return taken;
    },
    fail(error, fits = () => true, most = waiting.size) {
      failEach(
        waiting.entries().filter(([, candidate]) => fits(candidate)),
        error,
        most,
      );
      if (waiting.size > 0) return;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
