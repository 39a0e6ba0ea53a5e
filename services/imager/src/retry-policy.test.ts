import { OutboundError } from '@halftone/outbound';
import { describe, expect, it } from 'vitest';
import { ImageError } from './codec/image-error.ts';
import { MAX_ATTEMPTS, RETRY_DELAYS_MS, verdictOn } from './retry-policy.ts';

const later = (retryAfterMs?: number) =>
  new OutboundError('rate_limited', '429', { retryable: true, retryAfterMs });

describe('a transient failure', () => {
  it.each([
    [1, 1_000],
    [2, 4_000],
    [3, 15_000],
    [4, 45_000],
  ])('of attempt %s is tried again after about %s ms', (attempt, delayMs) => {
    expect(verdictOn(later(), attempt, 0.5)).toEqual({ outcome: 'retry', delayMs, code: 'rate_limited' });
    expect(verdictOn(later(), attempt, 0)).toMatchObject({ delayMs: delayMs * 0.75 });
    expect(verdictOn(later(), attempt, 1)).toMatchObject({ delayMs: delayMs * 1.25 });
  });

  it('of the last attempt is final, with its own reason', () => {
    expect(verdictOn(later(), MAX_ATTEMPTS, 0.5)).toEqual({
      outcome: 'fail',
      code: 'rate_limited',
      detail: '429',
    });
  });

  it('has a delay for every attempt but the last', () => {
    expect(RETRY_DELAYS_MS).toHaveLength(MAX_ATTEMPTS - 1);
  });

  it.each([
    [20_000, 20_000],
    [100, 1_000],
    [3_600_000, 300_000],
  ])('waits as long as the server asks (%s ms), within bounds', (askedMs, delayMs) => {
    expect(verdictOn(later(askedMs), 1, 0.5)).toMatchObject({ delayMs });
  });
});

it.each([
  [new OutboundError('not_found', 'The server answered 404.'), 'not_found'],
  [new ImageError('truncated', 'The file ends too early.'), 'truncated'],
])('a permanent failure is final at once: %s', (error, code) => {
  expect(verdictOn(error, 1, 0.5)).toEqual({ outcome: 'fail', code, detail: error.message });
});

it('a failure of our own is no verdict on the image', () => {
  expect(verdictOn(new Error('NATS is away'), 1, 0.5)).toBeUndefined();
});
