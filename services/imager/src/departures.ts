export type DepartureLimits = {
  /** The longest wait, in milliseconds. */
  everyMs: number;
  /** How many wait at most. */
  atMost: number;
};

/**
 * Waits, and has all that began to wait meanwhile go on together. What they then ask of the log and tell it goes out as one write,
 * for which the server wakes up once: at a hundred images a second each would have several of its own.
 */
export function createDepartures({ everyMs, atMost }: DepartureLimits): () => Promise<void> {
  let waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  const depart = () => {
    clearTimeout(timer);
    const leaving = waiting;
    waiting = [];
    for (const leave of leaving) leave();
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) timer = setTimeout(depart, everyMs);
      if (waiting.length >= atMost) depart();
    });
}
