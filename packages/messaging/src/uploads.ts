import { createHash } from 'node:crypto';
import { UPLOADS_BUCKET } from '@halftone/contracts';
import { headers, type JetStreamClient, type JetStreamManager, nuid } from 'nats';
import { isNoMessageFound, toUnavailable } from './errors.ts';
import { readStream } from './read-stream.ts';
import { createWindow } from './window.ts';

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
  /** The file's bytes, or null when there is none. The last read throws when they do not match the digest. */
  get(name: string): Promise<AsyncIterable<Uint8Array> | null>;
  /** Removes a file without a trace. */
  remove(name: string): Promise<void>;
};

export type StoredUpload = {
  bytes: number;
  /** `SHA-256=` and the digest in base64url. */
  digest: string;
};

/** The bucket's stream, and what the subjects of its chunks and of its descriptions of files look like. */
export const UPLOADS = {
  stream: `OBJ_${UPLOADS_BUCKET}`,
  chunks: `$O.${UPLOADS_BUCKET}.C.>`,
  metas: `$O.${UPLOADS_BUCKET}.M.>`,
} as const;

const CHUNK_BYTES = 128 * 1024;
const CHUNKS_UNDER_WAY = 8;
const TIMEOUT_MS = 5000;

const chunksOf = (id: string) => `$O.${UPLOADS_BUCKET}.C.${id}`;
const metaOf = (name: string) => `$O.${UPLOADS_BUCKET}.M.${base64urlPadded(Buffer.from(name))}`;

/** The specification writes names and digests in base64url with the padding, which Node leaves out. */
const base64urlPadded = (bytes: Buffer) => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');

/** What the bucket says of a file. */
type Description = { name: string; nuid: string; size: number; digest: string };

export function createUploadStore(js: JetStreamClient, jsm: JetStreamManager): UploadStore {
  const purge = (filter: string) => jsm.streams.purge(UPLOADS.stream, { filter });

  async function writeChunks(subject: string, source: AsyncIterable<Uint8Array>) {
    const hash = createHash('sha256');
    const window = createWindow(CHUNKS_UNDER_WAY);
    let bytes = 0;
    let chunks = 0;
    try {
      for await (const chunk of inChunks(source, CHUNK_BYTES)) {
        hash.update(chunk);
        bytes += chunk.length;
        chunks += 1;
        await window.add(() => publish(subject, chunk));
      }
    } finally {
      // Also when the source fails: a chunk that arrives after the clean-up would stay behind.
      await window.drain();
    }
    return { size: bytes, chunks, digest: `SHA-256=${base64urlPadded(hash.digest())}` };
  }

  async function describe(name: string): Promise<Description | null> {
    try {
      const stored = await jsm.streams.getMessage(UPLOADS.stream, { last_by_subj: metaOf(name) });
      return descriptionIn(stored.json());
    } catch (error) {
      if (isNoMessageFound(error)) return null;
      throw error;
    }
  }

  async function publish(subject: string, bytes: Uint8Array, head = headers()): Promise<void> {
    try {
      await js.publish(subject, bytes, { headers: head, timeout: TIMEOUT_MS });
    } catch (error) {
      throw toUnavailable(subject, error);
    }
  }

  return {
    async put(name, source) {
      const id = nuid.next();
      try {
        const written = await writeChunks(chunksOf(id), source);
        const head = headers();
        head.set('Nats-Rollup', 'sub');
        const meta = {
          name,
          bucket: UPLOADS_BUCKET,
          nuid: id,
          ...written,
          options: { max_chunk_size: CHUNK_BYTES },
        };
        await publish(metaOf(name), Buffer.from(JSON.stringify(meta)), head);
        return { bytes: written.size, digest: written.digest };
      } catch (error) {
        // When NATS is away this fails too; the bucket's expiry then takes what is left.
        await purge(chunksOf(id)).catch(() => {});
        throw error;
      }
    },
    async get(name) {
      const info = await describe(name);
      if (!info) return null;
      return verified(
        readStream(js, jsm, {
          stream: UPLOADS.stream,
          filter: chunksOf(info.nuid),
          atOnce: CHUNKS_UNDER_WAY,
        }),
        info,
      );
    },
    async remove(name) {
      const info = await describe(name);
      if (info) await purge(chunksOf(info.nuid));
      await purge(metaOf(name));
    },
  };
}

/** @returns null for a file that was deleted, of which the object store's own clients leave a note */
function descriptionIn(value: unknown): Description | null {
  const { name, nuid, size, digest, deleted } = (value ?? {}) as Record<string, unknown>;
  if (deleted === true) return null;
  if (
    typeof name !== 'string' ||
    typeof nuid !== 'string' ||
    typeof size !== 'number' ||
    typeof digest !== 'string'
  ) {
    throw new Error('the uploads bucket holds a description that is none');
  }
  return { name, nuid, size, digest };
}

/** The source in pieces of exactly the size, but for the last. */
async function* inChunks(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source) {
    held.push(piece);
    length += piece.length;
    if (length < size) continue;
    const joined = Buffer.concat(held);
    const whole = joined.length - (joined.length % size);
    for (let at = 0; at < whole; at += size) yield joined.subarray(at, at + size);
    held = [joined.subarray(whole)];
    length = joined.length - whole;
  }
  if (length > 0) yield Buffer.concat(held);
}

async function* verified(
  messages: AsyncIterable<{ data: Uint8Array }>,
  info: Description,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const { data } of messages) {
    hash.update(data);
    bytes += data.length;
    yield data;
  }
  const digest = `SHA-256=${base64urlPadded(hash.digest())}`;
  if (bytes !== info.size || info.digest !== digest) {
    throw new Error(
      `the upload ${info.name} is not what was stored: ${bytes} of ${info.size} bytes, digest ${digest}`,
    );
  }
}
