import { hash } from 'node:crypto';
import { type Exchanged, exchange } from '@halftone/outbound';
import { Pool } from 'undici';
import { createSigner } from './signer.ts';
import type { StoreSettings } from './store-settings.ts';

export type PutRequest = {
  key: string;
  /** With the SHA-256 of the bytes as `X-Amz-Content-Sha256`. */
  headers: Record<string, string | number>;
  bytes?: Buffer;
};

/** Sends one signed request for an object, and gives the answer as it is. */
export type SignedPut = (request: PutRequest, signal: AbortSignal) => Promise<Exchanged>;

export type SignedRequests = {
  put: SignedPut;
  /** The status that the store answers when it is asked for the bucket. */
  statusOfBucket(): Promise<number>;
};

export const ANSWER_TIMEOUT_MS = 30_000;
/** S3 answers in a few lines. */
const MAX_ANSWER_BYTES = 64 * 1024;
const ANSWER = { maxAnswerBytes: MAX_ANSWER_BYTES, keptAnswerBytes: MAX_ANSWER_BYTES };

const NO_BYTES = hash('sha256', '');

/**
 * What is asked for each image, and by each probe, by a client that keeps its connections: that of the S3 library takes two
 * and a half times as long, since it builds all that it has anew, the key to sign with among it, and hashes the bytes as well.
 * It takes ten megabytes, too, where it is loaded.
 */
export function createSignedRequests(settings: StoreSettings): SignedRequests {
  const { bucket, answerTimeoutMs = ANSWER_TIMEOUT_MS } = settings;
  const { origin, host } = regional(settings);
  const sign = createSigner(settings);
  const pool = new Pool(origin, {
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
  });
  const signed = (method: 'PUT' | 'HEAD', wanted: string, asked: PutRequest['headers']) => {
    const { path = '', headers = {} } = sign({ method, host, path: wanted, headers: asked });
    return { method, path, headers };
  };
  return {
    async put({ key, headers, bytes }, signal) {
      signal.throwIfAborted();
      const request = { ...signed('PUT', `/${bucket}/${key}`, headers), body: bytes ?? null };
      return exchange(pool, request, { signal, ...ANSWER });
    },
    async statusOfBucket() {
      const request = signed('HEAD', `/${bucket}`, { 'X-Amz-Content-Sha256': NO_BYTES });
      return (await exchange(pool, request, { timeoutMs: answerTimeoutMs, ...ANSWER })).status;
    },
  };
}

/** Amazon's address for all regions takes only requests for the first. */
function regional({ endpoint, region }: StoreSettings): URL {
  const url = new URL(endpoint);
  if (url.hostname === 's3.amazonaws.com') url.hostname = `s3.${region}.amazonaws.com`;
  return url;
}
