import { expect, test } from 'vitest';
import { busyWait, DEFAULT_WAITS_S, LONGEST_RETRY_AFTER_MS, waitAfter } from './schedule.ts';

const HOUR = 3_600_000;
const waitsMs = DEFAULT_WAITS_S.map((seconds) => seconds * 1000);

test.each([
  { attempt: 1, wait: '5 s', ms: 5000, elapsed: 0 },
  { attempt: 2, wait: '5 min', ms: 300_000, elapsed: 0 },
  { attempt: 3, wait: '30 min', ms: HOUR / 2, elapsed: 0 },
  { attempt: 4, wait: '2 h', ms: 2 * HOUR, elapsed: 1 },
  { attempt: 5, wait: '5 h', ms: 5 * HOUR, elapsed: 3 },
  { attempt: 6, wait: '10 h', ms: 10 * HOUR, elapsed: 8 },
  { attempt: 7, wait: '14 h', ms: 14 * HOUR, elapsed: 18 },
  { attempt: 8, wait: '20 h', ms: 20 * HOUR, elapsed: 32 },
  { attempt: 9, wait: '24 h', ms: 24 * HOUR, elapsed: 52 },
])(
  'attempt $attempt, made after about $elapsed h, is followed by a wait of $wait',
  ({ attempt, ms, elapsed }) => {
    expect(waitAfter(attempt, { waitsMs, random: 0.5 })).toBe(ms);
    const before = waitsMs.slice(0, attempt - 1).reduce((sum, wait) => sum + wait, 0);
    expect(Math.round(before / HOUR)).toBe(elapsed);
  },
);

test('the tenth attempt, after about 75 hours, is the last', () => {
  expect(waitAfter(10, { waitsMs, random: 0.5 })).toBeNull();
  const total = waitsMs.reduce((sum, wait) => sum + wait, 0);
  expect(total / HOUR).toBeGreaterThan(75);
  expect(total / HOUR).toBeLessThan(76);
});

test.each([
  { random: 0, ms: 900 },
  { random: 0.5, ms: 1000 },
  { random: 1, ms: 1100 },
])('jitter $random turns a wait of 1000 ms into $ms ms', ({ random, ms }) => {
  expect(waitAfter(1, { waitsMs: [1000], random })).toBe(ms);
});

test.each([
  { what: 'earlier than the schedule does not shorten the wait', retryAfterMs: 10, ms: 1000 },
  { what: 'later than the schedule is honoured', retryAfterMs: 60_000, ms: 60_000 },
  { what: 'of more than a day counts as a day', retryAfterMs: 90 * HOUR, ms: LONGEST_RETRY_AFTER_MS },
])('a Retry-After $what', ({ retryAfterMs, ms }) => {
  expect(waitAfter(1, { waitsMs: [1000], random: 0.5, retryAfterMs })).toBe(ms);
});

test('a Retry-After does not add an attempt after the last', () => {
  expect(waitAfter(2, { waitsMs: [1000], random: 0.5, retryAfterMs: 60_000 })).toBeNull();
});

test.each([
  { delivery: 1, least: 500, most: 1000 },
  { delivery: 2, least: 1000, most: 2000 },
  { delivery: 3, least: 2000, most: 4000 },
  { delivery: 4, least: 4000, most: 8000 },
  { delivery: 5, least: 7500, most: 15_000 },
  { delivery: 6, least: 15_000, most: 30_000 },
  { delivery: 7, least: 30_000, most: 60_000 },
  { delivery: 5000, least: 30_000, most: 60_000 },
])(
  'delivery $delivery to a busy receiver stands back for $least to $most ms',
  ({ delivery, least, most }) => {
    expect(busyWait(delivery, 0)).toBe(least);
    expect(busyWait(delivery, 1)).toBe(most);
  },
);
