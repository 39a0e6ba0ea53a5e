/** A bound on the promises under way. The first failure is thrown by the next `add`, or by `drain`. */
export type Window = {
  /** Starts the work once there is room. */
  add(start: () => Promise<unknown>): Promise<void>;
  /** Waits until everything that was added has ended. */
  drain(): Promise<void>;
};

/** Lets at most `size` promises be under way at once, so that a fast producer is slowed to what the log can take. */
export function createWindow(size: number): Window {
  const underWay = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  const raise = () => {
    if (failure) throw failure.error;
  };
  return {
    async add(start) {
      while (underWay.size >= size && !failure) await Promise.race(underWay);
      raise();
      const work: Promise<void> = start().then(
        () => void underWay.delete(work),
        (error) => {
          underWay.delete(work);
          failure ??= { error };
        },
      );
      underWay.add(work);
    },
    async drain() {
      await Promise.all(underWay);
      raise();
    },
  };
}
