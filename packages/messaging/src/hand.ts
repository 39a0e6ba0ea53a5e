/** What a consumer has in hand, and how much more it may take. */
export type Hand<T> = {
  hold(item: T, work: Promise<void>): void;
  items(): Iterable<T>;
  /** Resolves, once there is room, with how many more may be taken. */
  room(): Promise<number>;
  /** Resolves when the work on everything in hand has ended. */
  emptied(): Promise<unknown>;
};

/** @param limit how many may be in hand at once */
export function createHand<T>(limit: number): Hand<T> {
  const held = new Map<T, Promise<void>>();
  return {
    hold(item, work) {
      held.set(
        item,
        work.finally(() => held.delete(item)),
      );
    },
    items: () => held.keys(),
    async room() {
      while (held.size >= limit) await Promise.race(held.values());
      return limit - held.size;
    },
    emptied: () => Promise.all(held.values()),
  };
}
