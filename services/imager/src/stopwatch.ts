/** Measures stages of a piece of work, by name, in whole milliseconds. */
export type Stopwatch<Stage extends string> = {
  time<T>(stage: Stage, work: () => Promise<T>): Promise<T>;
  /** What each stage took; 0 for those that did not take place. */
  read(): Record<Stage, number>;
};

export function createStopwatch<Stage extends string>(stages: readonly Stage[]): Stopwatch<Stage> {
  const taken = new Map<Stage, number>();
  return {
    async time(stage, work) {
      const startedAt = performance.now();
      try {
        return await work();
      } finally {
        taken.set(stage, Math.round(performance.now() - startedAt));
      }
    },
    read: () =>
      Object.fromEntries(stages.map((stage) => [stage, taken.get(stage) ?? 0])) as Record<Stage, number>,
  };
}
