import type { FailureCode } from '@halftone/contracts';

/**
 * The bytes are no image that can be compressed, and never will be. The message is the detail that users read; the hint,
 * where there is one, says more exactly what to do than that of the code.
 */
export class ImageError extends Error {
  override name = 'ImageError';
  readonly code: FailureCode;
  readonly hint: string | undefined;

  constructor(
    code: FailureCode,
    detail: string,
    { hint, ...options }: ErrorOptions & { hint?: string } = {},
  ) {
    super(detail, options);
    this.code = code;
    this.hint = hint;
  }
}
