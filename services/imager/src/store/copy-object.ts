import { createHash } from 'node:crypto';
import { type Client, CopyConditions } from 'minio';

/** An object, as its event says that it was stored. */
export type Original = { key: string; bytes: number; sha256: string; etag?: string };

/** What stores answer when there is nothing to copy, what there is has another ETag, or copies are not to be had of them. */
const REFUSALS = [
  'NoSuchKey',
  'NotFound',
  'PreconditionFailed',
  'AccessDenied',
  'NotImplemented',
  'InvalidObjectState',
];

/**
 * Copies an object within the store. That a copy is what was stored is known without reading it where its ETag is the one
 * that the original got when it was written: stores derive it from the bytes, and those that look at the condition refuse to
 * copy anything else. Where it is another one, as with some kinds of encryption, or none is recorded, the copy is read.
 * @returns its ETag, which can be empty; null when there is no copy that is what was stored
 * @throws when the store does not answer
 */
export async function copyObject(
  client: Client,
  bucket: string,
  original: Original,
  key: string,
): Promise<string | null> {
  const etag = await copied(client, bucket, original, key);
  if (etag === null || (etag && etag === original.etag)) return etag;
  if (await isWhole(client, bucket, { ...original, key })) return etag;
  await client.removeObject(bucket, key);
  return null;
}

async function copied(
  client: Client,
  bucket: string,
  original: Original,
  key: string,
): Promise<string | null> {
  const conditions = new CopyConditions();
  if (original.etag) conditions.setMatchETag(original.etag);
  try {
    const answer = await client.copyObject(bucket, key, `/${bucket}/${original.key}`, conditions);
    return 'etag' in answer ? answer.etag : '';
  } catch (error) {
    if (REFUSALS.includes(codeOf(error))) return null;
    throw error;
  }
}

async function isWhole(client: Client, bucket: string, { key, bytes, sha256 }: Original): Promise<boolean> {
  const digest = createHash('sha256');
  let read = 0;
  for await (const chunk of await client.getObject(bucket, key)) {
    read += chunk.length;
    if (read > bytes) return false;
    digest.update(chunk);
  }
  return read === bytes && digest.digest('hex') === sha256;
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
