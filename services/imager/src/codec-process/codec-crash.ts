import type { FailureCode } from '@halftone/contracts';
import type { ReplacementReason } from '../metrics.ts';

export type CrashReason = Extract<
  ReplacementReason,
  'crashed' | 'timeout' | 'invalid_answer' | 'not_started'
>;

/** The process that had an image in flight ended, or had to be ended. It may have been the image's doing, so it counts. */
export class CodecCrash extends Error {
  override name = 'CodecCrash';
  readonly code: FailureCode = 'crashed';
  readonly retryable = true;
  readonly retryAfterMs = undefined;
  readonly reason: CrashReason;

  constructor(message: string, reason: CrashReason, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }

  get detail(): string {
    return this.message;
  }
}
