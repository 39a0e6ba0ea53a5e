import { expect, test } from 'vitest';
import { createUnattempted } from './unattempted.ts';

test('a trigger that is new to the log and to its consumer has no attempt yet', () => {
  const isUnattempted = createUnattempted(100);
  expect(isUnattempted(101, 1)).toBe(true);
});

test.each([
  { what: 'that is older than the process', trigger: 100, deliveries: 1 },
  { what: 'that was delivered before', trigger: 102, deliveries: 2 },
])('of a trigger $what only the log knows', ({ trigger, deliveries }) => {
  expect(createUnattempted(100)(trigger, deliveries)).toBe(false);
});

test('a trigger that comes for the first time again, since its consumer has forgotten it, was in flight before', () => {
  const isUnattempted = createUnattempted(100);
  isUnattempted(101, 1);
  expect(isUnattempted(101, 1)).toBe(false);
});
