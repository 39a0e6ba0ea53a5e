import { createBell } from '../bell.ts';

/**
 * A bound on the promises in flight, for one who adds them in turn. The first failure is thrown by the next `add`, or by
 * `drain`.
 */
export type Window = {
  /**
   * Starts the work once there is room for it: at once, and answers with nothing, or later. Whoever does not wait where
   * there is nothing to wait for has its events leave together.
   */
  add(start: () => Promise<unknown>, weight?: number): Promise<void> | undefined;
  /** Waits until everything that was added has ended. */
  drain(): Promise<void>;
};

/** The part of a window that is filled again at once. */
const TOGETHER = 16;

/**
 * Lets a bounded number of promises, of a bounded weight together, be in flight at once, so that a fast producer is
 * slowed to what the log can take. What is heavier than the bound goes alone.
 */
export function createWindow(size: number, maxWeight = Number.POSITIVE_INFINITY): Window {
  let inFlight = 0;
  let weightInFlight = 0;
  let failure: { error: unknown } | undefined;
  // One waits at a time: whoever adds, or the end.
  const change = createBell();

  // Once full, a wide one lets a few of them end, so that those that follow go out together, and not each by itself.
  const refill = size - Math.max(1, Math.floor(size / TOGETHER));
  const isFull = (weight: number) =>
    inFlight >= size || (inFlight > 0 && weightInFlight + weight > maxWeight);
  const raise = () => {
    if (failure) throw failure.error;
  };
  const begin = (start: () => Promise<unknown>, weight: number): undefined => {
    raise();
    const work = start();
    inFlight += 1;
    weightInFlight += weight;
    const end = () => {
      inFlight -= 1;
      weightInFlight -= weight;
      change.ring();
    };
    work.then(end, (error) => {
      failure ??= { error };
      end();
    });
  };
  const beginLater = async (start: () => Promise<unknown>, weight: number) => {
    while ((inFlight > refill || isFull(weight)) && !failure) await change.heard();
    begin(start, weight);
  };
  return {
    add: (start, weight = 0) => (isFull(weight) ? beginLater(start, weight) : begin(start, weight)),
    async drain() {
      while (inFlight > 0) await change.heard();
      raise();
    },
  };
}
