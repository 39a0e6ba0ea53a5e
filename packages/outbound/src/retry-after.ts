/** A wait beyond this is not a wait, and would overflow a timer. */
const LONGEST_MS = 24 * 60 * 60 * 1000;

/**
 * How long a Retry-After header asks to wait, at most a day.
 * @param header seconds, or an HTTP date
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const waitMs = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : dateOf(header) - now;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), LONGEST_MS);
}

/** Date.parse takes almost anything for a date; all three forms of an HTTP date begin with a weekday. */
function dateOf(header: string): number {
  return /^[A-Z][a-z]{2}/.test(header) ? Date.parse(header) : Number.NaN;
}
