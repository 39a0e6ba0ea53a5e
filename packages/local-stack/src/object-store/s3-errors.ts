/** What the store refuses with (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
const ERRORS = {
  AccessDenied: [403, 'Only requests with the access key of this store may do this.'],
  BucketNotEmpty: [409, 'The bucket still has objects in it.'],
  EntityTooLarge: [400, 'This is more than the store takes.'],
  InvalidAccessKeyId: [403, 'This is not the access key of this store.'],
  InvalidArgument: [400, 'The name is not one that the store can keep.'],
  InvalidRange: [416, 'The object has no such bytes.'],
  KeyTooLongError: [400, 'Each part of the key may have 240 bytes.'],
  MalformedXML: [400, 'The list of objects cannot be read.'],
  MethodNotAllowed: [405, 'The store does not know this method.'],
  NoSuchBucket: [404, 'There is no such bucket.'],
  NoSuchKey: [404, 'There is no such object.'],
  NotImplemented: [
    501,
    'This store keeps, lists, copies and removes objects, each in one request, and nothing else.',
  ],
  PreconditionFailed: [412, 'The object is not the one that was meant.'],
  XAmzContentSHA256Mismatch: [400, 'The bytes are not those that were announced.'],
  InternalError: [500, 'The store could not do this; its log says why.'],
} as const;

export type S3ErrorCode = keyof typeof ERRORS;

/** A refusal that the client sees. */
export class S3Error extends Error {
  override name = 'S3Error';
  readonly code: S3ErrorCode;
  readonly status: number;

  constructor(code: S3ErrorCode, options?: ErrorOptions) {
    const [status, message] = ERRORS[code];
    super(message, options);
    this.code = code;
    this.status = status;
  }
}

/** What a file system says of a name, as S3 has it. */
const OF_FILES: Readonly<Record<string, S3ErrorCode>> = {
  ENAMETOOLONG: 'KeyTooLongError',
  ERR_INVALID_ARG_VALUE: 'InvalidArgument',
};

export function asS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  const code = error instanceof Error && 'code' in error ? OF_FILES[String(error.code)] : undefined;
  return new S3Error(code ?? 'InternalError', { cause: error });
}
