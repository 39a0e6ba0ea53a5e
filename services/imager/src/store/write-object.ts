import { hash } from 'node:crypto';
import aws4 from 'aws4';
import { Pool } from 'undici';
import type { StoredImage, StoreSettings } from './store-settings.ts';

/**
 * Writes an object in one request.
 * @returns its ETag without quotes; nothing where the store gives it none
 * @throws when the store does not take it, or says nothing for too long
 */
export type WriteObject = (object: StoredImage, signal: AbortSignal) => Promise<string>;

export const ANSWER_TIMEOUT_MS = 30_000;
/** S3 explains a refusal in a few lines. */
const LONGEST_EXPLANATION = 2000;

/** Keys derive from the request and the image, so what stands under one never changes. */
const CACHE_CONTROL = 'public, max-age=31536000, immutable';

/**
 * The one request that is made for each image, by a client that keeps its connections: that of the S3 library takes two
 * and a half times as long, since it builds all that it has anew, and hashes the bytes as well.
 */
export function createWriteObject(settings: StoreSettings): WriteObject {
  const { region, bucket, accessKey, secretKey, answerTimeoutMs = ANSWER_TIMEOUT_MS } = settings;
  const { origin, host } = regional(settings);
  const pool = new Pool(origin, { headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs });
  return async ({ key, bytes, contentType, sha256 = hash('sha256', bytes) }, signal) => {
    signal.throwIfAborted();
    const request = aws4.sign(
      {
        service: 's3',
        region,
        method: 'PUT',
        host,
        path: `/${bucket}/${key}`,
        headers: {
          'Content-Type': contentType,
          'Content-Length': bytes.length,
          'Cache-Control': CACHE_CONTROL,
          'X-Amz-Content-Sha256': sha256,
        },
      },
      { accessKeyId: accessKey, secretAccessKey: secretKey },
    );
    const { path = '', headers } = request;
    const {
      statusCode,
      headers: told,
      body,
    } = await pool.request({ method: 'PUT', path, headers, body: bytes, signal });
    if (statusCode === 200) {
      await body.dump();
      return String(told.etag ?? '').replace(/^"|"$/g, '');
    }
    const explanation = (await body.text()).slice(0, LONGEST_EXPLANATION);
    throw new Error(`The object store answered with ${statusCode}: ${explanation}`);
  };
}

/** Amazon's address for all regions takes only requests for the first. */
function regional({ endpoint, region }: StoreSettings): URL {
  const url = new URL(endpoint);
  if (url.hostname === 's3.amazonaws.com') url.hostname = `s3.${region}.amazonaws.com`;
  return url;
}
