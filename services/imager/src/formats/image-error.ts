import type { FailureCode } from '@halftone/contracts';

/** The bytes are no image that can be compressed, and never will be. The message is the detail that users read. */
export class ImageError extends Error {
  override name = 'ImageError';
  readonly code: FailureCode;

  constructor(code: FailureCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}
