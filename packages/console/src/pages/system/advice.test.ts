import { expect, test } from 'vitest';
import type { Consumer } from '../../api/shapes.ts';
import { adviceOf, byUrgency } from './advice.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const lagOf = (part: Partial<NonNullable<Consumer['lag']>>) => ({
  pending: 0,
  unacknowledged: 0,
  redelivered: 0,
  oldestAt: null,
  deliveredAt: ago(1),
  acknowledgedAt: ago(1),
  ...part,
});
const consumer = (name: string, lag: Consumer['lag']): Consumer => ({
  service: 'imager',
  consumer: name,
  lag,
});

test.each([
  ['never', null],
  ['idle', lagOf({ deliveredAt: ago(9000) })],
  ['working', lagOf({ pending: 500, oldestAt: ago(90) })],
  ['working', lagOf({ unacknowledged: 8, oldestAt: ago(3) })],
  ['repeating', lagOf({ unacknowledged: 8, redelivered: 2, oldestAt: ago(90) })],
  ['stuck', lagOf({ pending: 3, oldestAt: ago(45), deliveredAt: ago(45) })],
  ['stuck', lagOf({ pending: 3, oldestAt: ago(45), deliveredAt: null })],
  // It came just now to a service that had nothing to do for long.
  ['working', lagOf({ pending: 3, oldestAt: ago(1), deliveredAt: ago(9000) })],
] as const)('a consumer is %s: %j', (expected, lag) => {
  expect(adviceOf({ lag }, NOW)).toBe(expected);
});

test('who is stuck stands first, then who has most to do', () => {
  const all = [
    consumer('idle', lagOf({})),
    consumer('busy', lagOf({ pending: 900, oldestAt: ago(2) })),
    consumer('stuck', lagOf({ pending: 1, oldestAt: ago(60), deliveredAt: ago(60) })),
  ];
  expect(byUrgency(all, NOW).map((one) => one.consumer)).toEqual(['stuck', 'busy', 'idle']);
});
