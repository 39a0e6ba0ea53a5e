import type { FailureCode } from '@halftone/contracts';

/** The process that had an image in flight ended, or had to be ended. It may have been the image's doing, so it counts. */
export class CodecCrash extends Error {
  override name = 'CodecCrash';
  readonly code: FailureCode = 'crashed';
  readonly retryable = true;
  readonly retryAfterMs = undefined;

  get detail(): string {
    return this.message;
  }
}
