import { createHash } from 'node:crypto';
import { UPLOADS, UPLOADS_BUCKET } from '@halftone/contracts';
import { headers, type JetStreamClient, type JetStreamManager, nuid } from 'nats';
import { CorruptUploadError, isNoMessageFound, LogUnavailableError, toUnavailable } from '../errors.ts';
import type { Patience } from '../patience.ts';
import { createWindow } from '../publish/window.ts';
import { removeOne } from '../removal/remove.ts';
import { readStream } from '../stream/read-stream.ts';
import { inChunks } from './chunks.ts';
import { type Description, descriptionIn } from './description.ts';
import { removeOrphans } from './orphaned-uploads.ts';

/**
 * Uploads, in a JetStream object store as its specification describes it
 * (https://github.com/nats-io/nats-architecture-and-design/blob/main/adr/ADR-20.md), so that the `nats` command line
 * reads them. Written and read here chunk by chunk: the client's own store takes in a file as fast as it comes, in
 * both directions, and so would hold all of it in memory.
 */
export type UploadStore = {
  /**
   * Stores a file under a name of the caller's choosing. When the source fails nothing is left behind.
   * @throws LogUnavailableError when NATS is away or full; whatever the source throws
   */
  put(name: string, source: AsyncIterable<Uint8Array>): Promise<StoredUpload>;
  /** The file's bytes, or null when there is none. The last read throws a CorruptUploadError when the digest does not match. */
  get(name: string): Promise<AsyncIterable<Uint8Array> | null>;
  /** Removes a file without a trace. */
  remove(name: string): Promise<void>;
  /**
   * Removes what is left of uploads that were never accepted, if nothing was added to it for this long.
   * @returns how many were removed
   */
  removeOrphans(olderThanMs: number): Promise<number>;
};

export type StoredUpload = {
  bytes: number;
  /** `SHA-256=` and the digest in base64url. */
  digest: string;
};

const CHUNK_BYTES = 128 * 1024;
const CHUNKS_IN_FLIGHT = 8;
const TIMEOUT_MS = 5000;

type Bucket = { js: JetStreamClient; jsm: JetStreamManager; patience: Patience };

export function createUploadStore(bucket: Bucket): UploadStore {
  const { js, jsm } = bucket;
  return {
    put: (name, source) => put(bucket, name, source),
    async get(name) {
      const description = await describe(bucket, name);
      if (!description) return null;
      const filter = UPLOADS.chunksOf(description.nuid);
      const chunks = readStream(js, jsm, { stream: UPLOADS.name, filter, atOnce: CHUNKS_IN_FLIGHT });
      return verified(chunks, description);
    },
    async remove(name) {
      const stored = await describe(bucket, name);
      if (!stored) return;
      await purge(bucket, UPLOADS.chunksOf(stored.nuid));
      // Not purged: to old servers that would end the reading of all descriptions that is under way.
      await removeOne(jsm, UPLOADS.name, stored.seq);
    },
    removeOrphans: (olderThanMs) => removeOrphans(js, jsm, olderThanMs),
  };
}

async function put(bucket: Bucket, name: string, source: AsyncIterable<Uint8Array>): Promise<StoredUpload> {
  const id = nuid.next();
  try {
    const written = await writeChunks(bucket, UPLOADS.chunksOf(id), source);
    const head = headers();
    head.set('Nats-Rollup', 'sub');
    const options = { max_chunk_size: CHUNK_BYTES };
    const description = { name, bucket: UPLOADS_BUCKET, nuid: id, ...written, options };
    const bytes = Buffer.from(JSON.stringify(description));
    // The one that comes last replaces those before it.
    await bucket.patience(() => publish(bucket, descriptionOf(name), bytes, head));
    return { bytes: written.size, digest: written.digest };
  } catch (error) {
    const removal = purge(bucket, UPLOADS.chunksOf(id)).catch(() => {});
    // When NATS is away this fails too, and nobody is to wait for it; the sweep then takes what is left.
    if (!(error instanceof LogUnavailableError && error.reason === 'unreachable')) await removal;
    throw error;
  }
}

async function writeChunks(bucket: Bucket, subject: string, source: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  const window = createWindow(CHUNKS_IN_FLIGHT);
  let bytes = 0;
  let chunks = 0;
  try {
    for await (const chunk of inChunks(source, CHUNK_BYTES)) {
      hash.update(chunk);
      bytes += chunk.length;
      chunks += 1;
      // Further ones are in flight together: one that is sent again would stand behind those that follow it.
      if (chunks === 1) await publishFirst(bucket, subject, chunk);
      else await window.add(() => publish(bucket, subject, chunk));
    }
  } finally {
    // Also when the source fails: a chunk that arrives after the clean-up would stay behind.
    await window.drain();
  }
  return { size: bytes, chunks, digest: digestText(hash.digest()) };
}

async function publish({ js }: Bucket, subject: string, bytes: Uint8Array, head = headers()): Promise<void> {
  try {
    await js.publish(subject, bytes, { headers: head, timeout: TIMEOUT_MS });
  } catch (error) {
    throw toUnavailable(subject, error);
  }
}

/** Under a name, by which the chunk is stored once however often it is sent. */
function publishFirst(bucket: Bucket, subject: string, bytes: Uint8Array): Promise<void> {
  const head = headers();
  head.set('Nats-Msg-Id', subject);
  return bucket.patience(() => publish(bucket, subject, bytes, head));
}

const purge = ({ jsm }: Bucket, filter: string) => jsm.streams.purge(UPLOADS.name, { filter });

type Described = Description & { seq: number };

async function describe({ jsm }: Bucket, name: string): Promise<Described | null> {
  try {
    const { data, seq } = await jsm.streams.getMessage(UPLOADS.name, { last_by_subj: descriptionOf(name) });
    const description = descriptionIn(data);
    return description && Object.assign(description, { seq });
  } catch (error) {
    if (isNoMessageFound(error)) return null;
    throw error;
  }
}

async function* verified(
  messages: AsyncIterable<{ data: Uint8Array }>,
  { name, size, digest }: Description,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const { data } of messages) {
    hash.update(data);
    bytes += data.length;
    yield data;
  }
  const found = digestText(hash.digest());
  if (bytes !== size || found !== digest) {
    throw new CorruptUploadError(
      `the upload ${name} is not what was stored: ${bytes} of ${size} bytes, ${found}`,
    );
  }
}

/** The specification writes names and digests in base64url with the padding, which Node leaves out. */
const base64urlPadded = (bytes: Buffer) => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');

const descriptionOf = (name: string) => UPLOADS.descriptionOf(base64urlPadded(Buffer.from(name)));
const digestText = (digest: Buffer) => `SHA-256=${base64urlPadded(digest)}`;
