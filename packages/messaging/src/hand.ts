import { setTimeout as delay } from 'node:timers/promises';

/** What is in hand at once while a careful start begins. */
const FIRST_STEPS = 4;
/** How often a careful start allows one more, whatever has ended until then. */
const STEP_MS = 100;

/** What a consumer has in hand, and how much more it may take. */
export type Hand<T> = {
  hold(item: T, work: Promise<void>): void;
  items(): Iterable<T>;
  /** Resolves, once there is room, with how many more may be taken. */
  room(): Promise<number>;
  /** Resolves when the work on everything in hand has ended. */
  emptied(): Promise<unknown>;
};

/**
 * A careful start takes few in hand at first, and one more with each that ends and each moment that passes. When an event
 * kills the process, all that was in hand counts a delivery; started carefully, the next processes end what is harmless
 * and soon have little beside the killer in hand.
 */
export function createHand<T>(limit: number, { carefulStart }: { carefulStart: boolean }): Hand<T> {
  const held = new Map<T, Promise<void>>();
  const startedAt = performance.now();
  let ended = 0;

  const allowed = () => {
    if (!carefulStart) return limit;
    const steps = Math.floor((performance.now() - startedAt) / STEP_MS);
    return Math.min(limit, FIRST_STEPS + ended + steps);
  };
  return {
    hold(item, work) {
      const end = () => {
        held.delete(item);
        ended += 1;
      };
      held.set(item, work.finally(end));
    },
    items: () => held.keys(),
    async room() {
      while (held.size >= allowed()) {
        const step = allowed() < limit ? [delay(STEP_MS)] : [];
        await Promise.race([...held.values(), ...step]);
      }
      return allowed() - held.size;
    },
    emptied: () => Promise.all(held.values()),
  };
}
