import aws4 from 'aws4';
import { Pool } from 'undici';
import type { StoreSettings } from './store-settings.ts';

export type PutRequest = {
  key: string;
  /** With the SHA-256 of the bytes as `X-Amz-Content-Sha256`. */
  headers: Record<string, string | number>;
  bytes?: Buffer;
};

/** Sends one signed request for an object, and gives the answer as it is; its body has to be read or dumped. */
export type SignedPut = (request: PutRequest, signal: AbortSignal) => ReturnType<Pool['request']>;

export const ANSWER_TIMEOUT_MS = 30_000;
/** S3 answers in a few lines. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * The one request that is made for each image, by a client that keeps its connections: that of the S3 library takes two
 * and a half times as long, since it builds all that it has anew, the key to sign with among it, and hashes the bytes as well.
 */
export function createSignedPut(settings: StoreSettings): SignedPut {
  const { region, bucket, accessKey, secretKey, answerTimeoutMs = ANSWER_TIMEOUT_MS } = settings;
  const { origin, host } = regional(settings);
  const pool = new Pool(origin, {
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  });
  return async ({ key, headers: asked, bytes }, signal) => {
    signal.throwIfAborted();
    const { path = '', headers } = aws4.sign(
      { service: 's3', region, method: 'PUT', host, path: `/${bucket}/${key}`, headers: asked },
      { accessKeyId: accessKey, secretAccessKey: secretKey },
    );
    return pool.request({ method: 'PUT', path, headers, body: bytes ?? null, signal });
  };
}

/** Amazon's address for all regions takes only requests for the first. */
function regional({ endpoint, region }: StoreSettings): URL {
  const url = new URL(endpoint);
  if (url.hostname === 's3.amazonaws.com') url.hostname = `s3.${region}.amazonaws.com`;
  return url;
}
