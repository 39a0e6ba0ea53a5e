import { expect, test } from 'vitest';
import { quarterOf } from './announce.ts';
import { imagesLeft, savedShare, timeLeft } from './sums.ts';

test('the share saved is of what was there before, and never less than none', () => {
  expect(savedShare({ source: 0, output: 0 })).toBeNull();
  expect(savedShare({ source: 1000, output: 250 })).toBe(0.75);
  expect(savedShare({ source: 1000, output: 1100 })).toBe(0);
});

test('the time left runs out at zero, and is not known before there is a rate', () => {
  const now = Date.parse('2026-11-29T12:00:00Z');
  expect(timeLeft('2026-11-29T12:00:30Z', now)).toBe(30_000);
  expect(timeLeft('2026-11-29T11:59:00Z', now)).toBe(0);
  expect(timeLeft(null, now)).toBeNull();
});

test('images left are those that have not ended', () => {
  expect(imagesLeft({ images: 10, compressed: 6, failed: 1 })).toBe(3);
});

test('progress is told five times at most, at quarters', () => {
  const told = new Set(Array.from({ length: 101 }, (_, progress) => quarterOf(progress)));
  expect([...told]).toEqual([0, 1, 2, 3, 4]);
});
