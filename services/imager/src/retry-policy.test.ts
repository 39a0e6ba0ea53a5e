import { OutboundError } from '@halftone/outbound';
import { describe, expect, it } from 'vitest';
import { CodecCrash } from './codec-process/codec-crash.ts';
import { ImageError } from './formats/image-error.ts';
import { MAX_ATTEMPTS, RETRY_FACTORS, verdictOn } from './retry-policy.ts';

const later = (retryAfterMs?: number) =>
  new OutboundError('rate_limited', '429', { retryable: true, retryAfterMs });

const verdict = (error: unknown, attempt: number, random: number) =>
  verdictOn(error, attempt, { baseMs: 1_000, random });

describe('a transient failure', () => {
  it.each([
    [1, 1_000],
    [2, 3_000],
    [3, 8_000],
    [4, 20_000],
  ])('of attempt %s is tried again after about %s ms', (attempt, delayMs) => {
    expect(verdict(later(), attempt, 0.5)).toEqual({ outcome: 'retry', delayMs, code: 'rate_limited' });
    expect(verdict(later(), attempt, 0)).toMatchObject({ delayMs: delayMs * 0.75 });
    expect(verdict(later(), attempt, 1)).toMatchObject({ delayMs: delayMs * 1.25 });
  });

  it('of the last attempt is final, with its own reason', () => {
    expect(verdict(later(), MAX_ATTEMPTS, 0.5)).toEqual({
      outcome: 'failed',
      code: 'rate_limited',
      detail: '429',
    });
  });

  it('has a delay for every attempt but the last', () => {
    expect(RETRY_FACTORS).toHaveLength(MAX_ATTEMPTS - 1);
  });

  it.each([
    [20_000, 20_000],
    [100, 1_000],
    [3_600_000, 60_000],
  ])('waits as long as the server asks (%s ms), within bounds', (askedMs, delayMs) => {
    expect(verdict(later(askedMs), 1, 0.5)).toMatchObject({ delayMs });
  });
});

it.each([
  [new OutboundError('not_found', 'The server answered 404.'), 'not_found'],
  [new ImageError('truncated', 'The file ends too early.'), 'truncated'],
])('a permanent failure is final at once: %s', (error, code) => {
  expect(verdict(error, 1, 0.5)).toEqual({ outcome: 'failed', code, detail: error.message });
});

it('an image that ended its codec is tried again, and in the end has crashed', () => {
  const crash = new CodecCrash('SIGSEGV', 'crashed');
  expect(verdict(crash, 1, 0.5)).toEqual({ outcome: 'retry', delayMs: 1_000, code: 'crashed' });
  expect(verdict(crash, MAX_ATTEMPTS, 0.5)).toEqual({
    outcome: 'failed',
    code: 'crashed',
    detail: 'SIGSEGV',
  });
});

it('a failure of our own is no verdict on the image', () => {
  expect(verdict(new Error('NATS is away'), 1, 0.5)).toBeUndefined();
});
