/** A bound on the promises under way. The first failure is thrown by the next `add`, or by `drain`. */
export type Window = {
  /** Starts the work once there is room for it. */
  add(start: () => Promise<unknown>, weight?: number): Promise<void>;
  /** Waits until everything that was added has ended. */
  drain(): Promise<void>;
};

/**
 * Lets a bounded number of promises, of a bounded weight together, be under way at once, so that a fast producer is
 * slowed to what the log can take. What is heavier than the bound goes alone.
 */
export function createWindow(size: number, maxWeight = Number.POSITIVE_INFINITY): Window {
  const underWay = new Set<Promise<void>>();
  let weightUnderWay = 0;
  let failure: { error: unknown } | undefined;

  const isFull = (weight: number) =>
    underWay.size >= size || (underWay.size > 0 && weightUnderWay + weight > maxWeight);
  const raise = () => {
    if (failure) throw failure.error;
  };
  return {
    async add(start, weight = 0) {
      while (isFull(weight) && !failure) await Promise.race(underWay);
      raise();
      const end = () => {
        underWay.delete(work);
        weightUnderWay -= weight;
      };
      const work: Promise<void> = start().then(end, (error) => {
        end();
        failure ??= { error };
      });
      underWay.add(work);
      weightUnderWay += weight;
    },
    async drain() {
      await Promise.all(underWay);
      raise();
    },
  };
}
