import type { FailedSource, FailureCode } from '@halftone/contracts';
import { OutboundError } from '@halftone/outbound';
import { CodecCrash } from './codec-process/codec-crash.ts';
import { ImageError } from './formats/image-error.ts';

/** Attempts at an image that fails for a reason that may pass, the first included, counted by deliveries. */
export const MAX_ATTEMPTS = 5;

/**
 * One delivery beyond these means that processing the image never came to an end. It is far more than the attempts: an
 * image takes down the process that decodes it and not the service, so what takes these are restarts and failures of our
 * own.
 */
export const MAX_DELIVERIES = 25;

/**
 * The wait after each attempt but the last, as multiples of the base. Each is varied by up to a quarter, so that a crowd
 * does not return at once.
 */
export const RETRY_FACTORS: readonly number[] = [1, 3, 8, 20];
const JITTER = 0.25;

/** A server may ask us to wait longer than we would, but not forever: a catalogue waits with this image. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

export type RetryTiming = {
  /** The wait after the first attempt. */
  baseMs: number;
  /** From 0 to 1. */
  random: number;
};

export type Verdict =
  | { outcome: 'retry'; delayMs: number; code: FailureCode }
  | { outcome: 'failed'; code: FailureCode; detail: string; hint?: string; source?: FailedSource };

/**
 * What happens to an image after an error.
 * @param attempt the number of the attempt that failed, from 1
 * @returns undefined when the error is not the image's or its server's, but our own
 */
export function verdictOn(
  error: unknown,
  attempt: number,
  { baseMs, random }: RetryTiming,
): Verdict | undefined {
  if (error instanceof ImageError) {
    const { code, message: detail, hint, source } = error;
    return { outcome: 'failed', code, detail, ...(hint !== undefined && { hint }), ...known(source) };
  }
  if (!(error instanceof OutboundError || error instanceof CodecCrash)) return undefined;
  const factor = RETRY_FACTORS[attempt - 1];
  if (!error.retryable || factor === undefined || attempt >= MAX_ATTEMPTS) {
    const { hint, fileBytes: bytes } = error instanceof OutboundError ? error : {};
    return {
      outcome: 'failed',
      code: error.code,
      detail: error.detail,
      ...(hint !== undefined && { hint }),
      ...known(bytes === undefined ? {} : { bytes }),
    };
  }
  const askedMs = Math.min(error.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
  const variedMs = Math.round(baseMs * factor * (1 + JITTER * (2 * random - 1)));
  return { outcome: 'retry', delayMs: Math.max(askedMs, variedMs), code: error.code };
}

/** Nothing where nothing is known. */
const known = (source: FailedSource): { source?: FailedSource } =>
  Object.keys(source).length > 0 ? { source } : {};
