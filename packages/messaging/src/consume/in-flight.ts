import { createBell } from '../bell.ts';

/** What a consumer has in flight, and how much more it may take. */
export type InFlight<T> = {
  hold(item: T, work: Promise<void>): void;
  items(): IteratorObject<T>;
  /** Resolves, once there is room, with how many more may be taken. For one who waits at a time. */
  room(): Promise<number>;
  /** Resolves when the work on everything in flight has ended. */
  emptied(): Promise<unknown>;
};

/** To ask the server for one more each time that one has ended costs as much as many a piece of work. */
const GATHER_MS = 10;

/**
 * @param limit how many may be in flight at once
 * @param gatherMs how long more room is waited for while there is room for less than half of them
 */
export function createInFlight<T>(limit: number, gatherMs = GATHER_MS): InFlight<T> {
  const held = new Map<T, Promise<void>>();
  const free = () => limit - held.size;
  const change = createBell();

  async function gather(): Promise<void> {
    let isOver = false;
    const end = () => {
      isOver = true;
      change.ring();
    };
    const timer = setTimeout(end, gatherMs);
    while (!isOver && free() < limit / 2) await change.heard();
    clearTimeout(timer);
  }

  return {
    hold(item, work) {
      const end = () => {
        held.delete(item);
        change.ring();
      };
      const failed = (error: unknown) => {
        end();
        throw error;
      };
      // What `finally` does, by half as many promises.
      held.set(item, work.then(end, failed));
    },
    items: () => held.keys(),
    async room() {
      while (free() < 1) await change.heard();
      if (free() < limit / 2) await gather();
      return free();
    },
    emptied: () => Promise.all(held.values()),
  };
}
