import { expect, test } from 'vitest';
import { paceOf } from './request-schema.ts';

const createdAt = '2026-03-01T10:00:00.000Z';
const counts = { products: 1, listed: 1, images: 100, compressed: 20, failed: 5, reused: 0, rejected: 0 };
const after = (seconds: number) => new Date(Date.parse(createdAt) + seconds * 1000);

test('a running request has a rate, and ends when what is left has gone at that rate', () => {
  expect(paceOf({ status: 'processing', counts, createdAt }, after(10))).toEqual({
    rate: 2.5,
    estimatedEndAt: '2026-03-01T10:00:40.000Z',
  });
});

test.each([
  ['that has not begun', { status: 'pending', counts }],
  [
    'without an image that has ended',
    { status: 'processing', counts: { ...counts, compressed: 0, failed: 0 } },
  ],
  ['that is completed', { status: 'completed', counts }],
  ['that is cancelled', { status: 'cancelled', counts }],
] as const)('a request %s has none', (_what, request) => {
  expect(paceOf({ ...request, createdAt }, after(10))).toEqual({ rate: null, estimatedEndAt: null });
});

test('a clock that is behind gives no rate', () => {
  expect(paceOf({ status: 'processing', counts, createdAt }, after(-1))).toEqual({
    rate: null,
    estimatedEndAt: null,
  });
});
