/** The times in rules and panels. They are shipped as they stand; who tries the rules out does so with shorter ones. */
export type Timing = {
  /** A duration, as PromQL has it. */
  minutes(count: number): string;
  /** A number of seconds to compare a value with. */
  seconds(count: number): number;
};

export const SHIPPED: Timing = {
  minutes: (count) => (count > 0 && count % 60 === 0 ? `${count / 60}h` : `${count}m`),
  seconds: (count) => count,
};

/**
 * A minute as so many seconds.
 * @param least the shortest window, in seconds, in which a scrape is surely seen
 */
export function hurried(secondsInMinute: number, least: number): Timing {
  const scale = secondsInMinute / 60;
  return {
    minutes: (count) => `${count === 0 ? 0 : Math.max(least, Math.ceil(count * secondsInMinute))}s`,
    seconds: (count) => count * scale,
  };
}
