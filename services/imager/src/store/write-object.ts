import { hash } from 'node:crypto';
import type { SignedPut } from './signed-requests.ts';
import type { StoredImage } from './store-settings.ts';

/** S3 explains a refusal in a few lines. */
const LONGEST_EXPLANATION = 2000;

/** Keys derive from the request and the image, so what stands under one never changes. */
const CACHE_CONTROL = 'public, max-age=31536000, immutable';

/**
 * Writes an object in one request.
 * @returns its ETag without quotes; nothing where the store gives it none
 * @throws when the store does not take it, or says nothing for too long
 */
export async function writeObject(
  put: SignedPut,
  { key, bytes, contentType, sha256 = hash('sha256', bytes) }: StoredImage,
  signal: AbortSignal,
): Promise<string> {
  const asked = {
    'Content-Type': contentType,
    'Content-Length': bytes.length,
    'Cache-Control': CACHE_CONTROL,
    'X-Amz-Content-Sha256': sha256,
  };
  const { status, headers, body } = await put({ key, headers: asked, bytes }, signal);
  if (status === 200) return String(headers.etag ?? '').replace(/^"|"$/g, '');
  const explanation = body.toString().slice(0, LONGEST_EXPLANATION);
  throw new Error(`The object store answered with ${status}: ${explanation}`);
}
