/**
 * When a delivery is tried again. The first attempt is made at once; the waits between attempts grow from seconds,
 * for a receiver that restarts, to a day, for one that is fixed after the weekend.
 */

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Waits between attempts, in seconds: ten attempts over about 75 hours. */
export const DEFAULT_WAITS_S: readonly number[] = [
  5,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** A receiver's Retry-After beyond this is not honoured: it would hold up the delivery for as long as it likes. */
export const LONGEST_RETRY_AFTER_MS = 24 * HOUR * 1000;

/** Each wait is stretched or shortened by up to a tenth, so that what failed together does not return together. */
const JITTER = 0.1;

/**
 * How long to wait after a failed attempt, in milliseconds, or null when it was the last: the scheduled wait with
 * jitter, or what the receiver asked for if that is later.
 * @param attempt the attempt that failed, from 1
 * @param random a number from 0 to 1
 */
export function waitAfter(
  attempt: number,
  {
    waitsMs,
    random,
    retryAfterMs = 0,
  }: { waitsMs: readonly number[]; random: number; retryAfterMs?: number },
): number | null {
  const wait = waitsMs[attempt - 1];
  if (wait === undefined) return null;
  const scheduled = Math.round(wait * (1 - JITTER + 2 * JITTER * random));
  return Math.max(scheduled, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
}

/**
 * How long a delivery stands back that finds its receiver with all slots taken, in milliseconds, by how often it has been
 * delivered: longer and longer, so that thousands that wait for a receiver that hangs cost little.
 */
const BUSY_WAITS_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
const LONGEST_BUSY_WAIT_MS = 60_000;

/**
 * How long to stand back from a busy receiver, in milliseconds. All that came at once are spread over half of the wait.
 * @param delivery how often the event has been delivered, from 1
 * @param random a number from 0 to 1
 */
export function busyWait(delivery: number, random: number): number {
  const wait = BUSY_WAITS_MS[delivery - 1] ?? LONGEST_BUSY_WAIT_MS;
  return Math.round(wait * (0.5 + 0.5 * random));
}
