import { createHash, hash } from 'node:crypto';
import type { Client, S3Error } from 'minio';
import type { SignedPut } from './signed-requests.ts';

/** An object, as its event says that it was stored. */
export type Original = { key: string; bytes: number; sha256: string; etag?: string };

export type CopyParts = {
  signedPut: SignedPut;
  /** For a copy that has to be read or removed, which is seldom. */
  client: () => Promise<Client>;
  bucket: string;
};

/**
 * Answers of a store that may be others the next time. Any other error that it answers means that there is nothing to copy,
 * that what there is has another ETag, or that the store does not copy for us.
 */
const PASSING =
  /^(|InternalError|ServiceUnavailable|SlowDown.*|RequestTimeout|OperationAborted|UnknownError|XMinio.*)$/;
/** Of answers that name no code. */
const PASSING_STATUS = /^(408|429|5(?!01)..)$/;

/**
 * Copies an object within the store. That a copy is what was stored is known without reading it where its ETag is the one
 * that the original got when it was written: stores derive it from the bytes, and those that look at the condition refuse to
 * copy anything else. Where it is another one, as with some kinds of encryption, or none is recorded, the copy is read.
 * @returns its ETag, which can be empty; null when there is no copy that is what was stored
 * @throws when the store does not answer
 */
export async function copyObject(
  { signedPut, client, bucket }: CopyParts,
  original: Original,
  key: string,
  signal: AbortSignal,
): Promise<string | null> {
  const etag = await copied({ signedPut, bucket }, original, key, signal);
  if (etag === null || (etag && etag === original.etag)) return etag;
  const reading = await client();
  try {
    if (await isWhole(reading, bucket, { ...original, key })) return etag;
    await reading.removeObject(bucket, key);
    return null;
  } catch (error) {
    if (isAnswer(error) && !PASSING.test(error.code ?? '')) return null;
    throw error;
  }
}

/** The library's error, which is known by its name: the library is loaded only when it is needed. */
const isAnswer = (error: unknown): error is S3Error => error instanceof Error && error.name === 'S3Error';

const NO_BYTES = hash('sha256', '');

/** The ETag of the copy, empty where the answer has none that is understood; null when nothing was copied. */
async function copied(
  { signedPut, bucket }: Pick<CopyParts, 'signedPut' | 'bucket'>,
  original: Original,
  key: string,
  signal: AbortSignal,
): Promise<string | null> {
  const from = [bucket, ...original.key.split('/')].map(encodeURIComponent).join('/');
  const headers = {
    'X-Amz-Copy-Source': `/${from}`,
    ...(original.etag && { 'X-Amz-Copy-Source-If-Match': original.etag }),
    'X-Amz-Content-Sha256': NO_BYTES,
  };
  const { status, body, truncated } = await signedPut({ key, headers }, signal);
  // It may have been the end of it that said what became of the copy.
  if (truncated) throw new Error('The object store broke off its answer to a copy');
  const answer = body.toString();
  // Stores can answer 200 with an error in the place of the copy.
  if (status === 200 && answer.includes('<CopyObjectResult')) return etagIn(answer);
  const code = elementIn(answer, 'Code') || (PASSING_STATUS.test(String(status)) ? '' : 'Refused');
  if (!PASSING.test(code)) return null;
  throw new Error(`The object store answered a copy with ${status} ${code}`);
}

/** The quotes around it are part of it, and spelt in several ways. */
const etagIn = (xml: string) => elementIn(xml, 'ETag').replace(/^("|&quot;|&#34;)|("|&quot;|&#34;)$/g, '');

/** Two elements with plain text are all that is wanted. Where one is written otherwise, the copy is read. */
const elementIn = (xml: string, name: string) =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';

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
