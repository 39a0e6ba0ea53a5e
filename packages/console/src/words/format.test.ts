import { afterEach, expect, test } from 'vitest';
import { ago, bytes, duration, locale, number, percent } from './format.ts';

afterEach(() => {
  locale.value = undefined;
});

const inEnglish = (call: () => string) => {
  locale.value = 'en-GB';
  return call();
};

test('numbers are written as the reader writes them', () => {
  locale.value = 'de';
  expect([number(1234567), number(1.25, 1), bytes(1_240_000)]).toEqual(['1.234.567', '1,3', '1,24 MB']);
  locale.value = 'en-GB';
  expect([number(1234567), bytes(1_240_000)]).toEqual(['1,234,567', '1.24 MB']);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [63_412, '63.4 kB'],
  [843_000, '843 kB'],
  [12_345_678, '12.3 MB'],
  [5e12, '5 TB'],
  [5e15, '5,000 TB'],
])('%i bytes are %s', (value, expected) => {
  expect(inEnglish(() => bytes(value))).toBe(expected);
});

test.each([
  [0, '0%'],
  [0.0004, '1%'],
  [0.505, '51%'],
  [0.996, '99%'],
  [1, '100%'],
])('a share of %d is %s: all is only all, and none only none', (share, expected) => {
  expect(inEnglish(() => percent(share))).toBe(expected);
});

test.each([
  [340, '340ms'],
  [4200, '4.2s'],
  [42_400, '42s'],
  [185_000, '3m 5s'],
  [3_599_900, '60m'],
  [7_800_000, '2h 10m'],
  [90_000_000, '1d 1h'],
])('%i ms are %s', (ms, expected) => {
  expect(inEnglish(() => duration(ms))).toBe(expected);
});

test.each([
  [-14_000, '14 sec ago'],
  [-180_000, '3 min ago'],
  [-7_200_000, '2 hr ago'],
  [-86_400_000, 'yesterday'],
])('%i ms from now is %s', (ms, expected) => {
  const now = new Date('2026-11-29T12:00:00Z');
  const then = new Date(now.getTime() + ms).toISOString();
  expect(inEnglish(() => ago(then, now)).replace('.', '')).toBe(expected);
});
