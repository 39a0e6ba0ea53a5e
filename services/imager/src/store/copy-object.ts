import { createHash } from 'node:crypto';
import { type Client, CopyConditions, InvalidXMLError, S3Error } from 'minio';

/** An object, as its event says that it was stored. */
export type Original = { key: string; bytes: number; sha256: string; etag?: string };

/**
 * Answers of a store that may be others the next time. Any other error that it answers means that there is nothing to copy,
 * that what there is has another ETag, or that the store does not copy for us.
 */
const PASSING =
  /^(|InternalError|ServiceUnavailable|SlowDown.*|RequestTimeout|OperationAborted|UnknownError|XMinio.*)$/;

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
  try {
    const etag = await copied(client, bucket, original, key);
    if (etag && etag === original.etag) return etag;
    if (await isWhole(client, bucket, { ...original, key })) return etag;
    await client.removeObject(bucket, key);
    return null;
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

async function copied(client: Client, bucket: string, original: Original, key: string): Promise<string> {
  const conditions = new CopyConditions();
  if (original.etag) conditions.setMatchETag(original.etag);
  const answer = await client.copyObject(bucket, key, `/${bucket}/${original.key}`, conditions);
  return 'etag' in answer ? answer.etag : '';
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

function isRefusal(error: unknown): boolean {
  if (error instanceof InvalidXMLError) return true;
  if (error instanceof S3Error) return !PASSING.test(error.code ?? '');
  // Stores can answer 200 with an error in the place of the copy, which the client throws as it stands.
  const isAnswer = typeof error === 'object' && error !== null && 'Code' in error;
  return isAnswer && !PASSING.test(String(error.Code));
}
