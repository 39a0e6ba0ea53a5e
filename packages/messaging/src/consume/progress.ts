import { createBell } from '../bell.ts';
import { StalledError } from '../errors.ts';

/** Whether work in hand goes on. What stands still is not kept from other instances. */
export type Progress = {
  /** Something was done. */
  made(): void;
  /** Nothing was done for too long. */
  isStalled(): boolean;
  /** Resolves at once, or when what stood still goes on. */
  goesOn(): Promise<void>;
};

/**
 * @param limitMs how long nothing may be done
 * @param now a clock in milliseconds
 */
export function createProgress(limitMs: number, now = () => performance.now()): Progress {
  let last = now();
  const change = createBell();
  const isStalled = () => now() - last > limitMs;
  return {
    made() {
      last = now();
      change.ring();
    },
    isStalled,
    async goesOn() {
      while (isStalled()) await change.heard();
    },
  };
}

/** Longer than any piece of work takes whose every wait has a bound, with those that wait for their turn. */
export const DEFAULT_STALLED_AFTER_MS = 30 * 60 * 1000;

/** @throws StalledError when there are any that stand still */
export function refuseStalled(durable: string, stalled: readonly { seq: number }[]): void {
  const [first] = stalled;
  if (!first) return;
  const events = `${stalled.length} events, the first of them ${first.seq}`;
  throw new StalledError(`${durable} makes no progress with ${events}`);
}
