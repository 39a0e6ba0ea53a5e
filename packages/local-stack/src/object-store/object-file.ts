import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { S3Error } from './s3-errors.ts';

/** How the files are named since this store was s3rver's, so that what is in a home from then is found. */
export const SUFFIX = '._S3rver_object';

/** What an object's file holds behind its bytes, as JSON. */
export type Trailer = {
  metadata: Record<string, string>;
  /** The SHA-256 of the bytes in hex; their MD5 in files from before. */
  etag: string;
};

export type ObjectFile = Trailer & {
  path: string;
  /** Bytes of the object, which are the first of the file. */
  size: number;
  modifiedAt: Date;
  /** Whether all of that stands in the one file. */
  isWhole: boolean;
};

/** The end of the file: how long the JSON before it is, and that there is one. */
const MARK = Buffer.from('halftone', 'latin1');
const END_BYTES = 4 + MARK.length;

export type NewObject = {
  bytes: AsyncIterable<Uint8Array>;
  metadata: Record<string, string>;
  /** What the bytes are to have as their SHA-256, in hex. */
  sha256?: string | undefined;
};

/**
 * Writes an object with its trailer; nothing is left of one that cannot be written. Without libuv's threads: to have them do
 * what is so small costs more than it takes.
 * @returns its ETag
 * @throws S3Error when the bytes are not those that were announced
 */
export async function writeObjectFile(path: string, object: NewObject): Promise<string> {
  const file = openSync(path, 'wx');
  try {
    const hash = createHash('sha256');
    for await (const piece of object.bytes) {
      hash.update(piece);
      writeAll(file, piece);
    }
    const etag = hash.digest('hex');
    if (object.sha256 !== undefined && object.sha256 !== etag) throw new S3Error('XAmzContentSHA256Mismatch');
    writeAll(file, trailerOf({ metadata: object.metadata, etag }));
    return etag;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** @throws S3Error when there is no such object */
export function readObjectFile(path: string): ObjectFile {
  const file = openOrMissing(path);
  try {
    const { size: fileBytes, mtime: modifiedAt } = fstatSync(file);
    const end = readAt(file, fileBytes - END_BYTES, END_BYTES);
    if (!end?.subarray(-MARK.length).equals(MARK)) {
      return { path, size: fileBytes, modifiedAt, isWhole: false, ...besides(path) };
    }
    const size = fileBytes - END_BYTES - end.readUInt32BE();
    const json = readAt(file, size, end.readUInt32BE());
    const { metadata, etag, md5 } = JSON.parse(String(json)) as Partial<Trailer> & { md5?: string };
    return { path, size, modifiedAt, isWhole: true, metadata: metadata ?? {}, etag: etag ?? md5 ?? '' };
  } finally {
    closeSync(file);
  }
}

/** Whether the bytes are those that were written: a copy with the same ETag says so of them. */
export function isAsWritten({ path, size, etag }: ObjectFile): boolean {
  const digest = createHash(etag.length === MD5_DIGITS ? 'md5' : 'sha256');
  const file = openOrMissing(path);
  try {
    for (let at = 0; at < size; ) {
      const read = readSync(file, pieces, 0, Math.min(pieces.length, size - at), at);
      if (read === 0) return false;
      digest.update(pieces.subarray(0, read));
      at += read;
    }
    return digest.digest('hex') === etag;
  } finally {
    closeSync(file);
  }
}

/** One for all: of its own, each object would leave it to the garbage collector. */
const pieces = Buffer.allocUnsafeSlow(256 * 1024);

/** In hex. */
const MD5_DIGITS = 32;

function trailerOf(trailer: Trailer): Buffer {
  const json = Buffer.from(JSON.stringify(trailer));
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32BE(json.length);
  MARK.copy(end, END_BYTES - MARK.length);
  return Buffer.concat([json, end]);
}

function openOrMissing(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new S3Error('NoSuchKey');
    throw error;
  }
}

/** s3rver itself wrote two more files for each object. */
function besides(path: string): Trailer {
  const read = (file: string, missing: string) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return missing;
    }
  };
  const metadata = JSON.parse(read(path.replace(/object$/, 'metadata.json'), '{}'));
  return { metadata, etag: read(`${path}.md5`, '') };
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

function readAt(file: number, position: number, length: number): Buffer | undefined {
  if (position < 0) return undefined;
  const bytes = Buffer.alloc(length);
  return readSync(file, bytes, 0, length, position) === length ? bytes : undefined;
}
