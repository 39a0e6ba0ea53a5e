import type { Logger } from '@halftone/runtime';

export type StoreSettings = {
  endpoint: string;
  accessKey: string;
  secretKey: string;
  region: string;
  bucket: string;
  /** Where objects can be read, without the bucket. */
  publicUrl: string;
  /** How long the store may say nothing within a request. */
  answerTimeoutMs?: number;
  logger: Logger;
};

/** An object to be written. */
export type StoredImage = {
  key: string;
  bytes: Buffer;
  contentType: string;
  /** Of the bytes, in hex, where it is known. */
  sha256?: string;
};
