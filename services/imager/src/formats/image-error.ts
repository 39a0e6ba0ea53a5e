import type { FailedSource, FailureCode } from '@halftone/contracts';

/**
 * The bytes are no image that can be compressed, and never will be. The message is the detail that users read; the hint,
 * where there is one, says more exactly what to do than that of the code.
 */
export class ImageError extends Error {
  override name = 'ImageError';
  readonly code: FailureCode;
  readonly hint: string | undefined;
  /** What is known of the file all the same. */
  source: FailedSource;

  constructor(
    code: FailureCode,
    detail: string,
    { hint, source = {}, ...options }: ErrorOptions & { hint?: string; source?: FailedSource } = {},
  ) {
    super(detail, options);
    this.code = code;
    this.hint = hint;
    this.source = source;
  }
}

/**
 * Adds what is known of a file to the error that it ended with, which may say it more exactly itself.
 * @returns the error, to be thrown
 */
export function withSource(error: unknown, source: FailedSource): unknown {
  if (error instanceof ImageError) error.source = { ...source, ...error.source };
  return error;
}
