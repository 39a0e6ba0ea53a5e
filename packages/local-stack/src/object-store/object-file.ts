import { hash } from 'node:crypto';
import { closeSync, fstatSync, linkSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';

/** What an object's file holds behind its bytes, as JSON. */
export type Trailer = { metadata: Record<string, string>; md5: string };

export type ObjectFile = Trailer & {
  /** Bytes of the object, which are the first of the file. */
  size: number;
  modifiedAt: Date;
};

/** The end of the file: how long the JSON before it is, and that there is one. */
const MARK = Buffer.from('halftone', 'latin1');
const END_BYTES = 4 + MARK.length;

/**
 * Writes an object with its trailer; nothing is left of one that cannot be written. At once, without libuv's threads: to have them do what is so small costs more than it
 * takes.
 */
export function writeObjectFile(path: string, bytes: Buffer, trailer: Trailer): void {
  const json = Buffer.from(JSON.stringify(trailer));
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32BE(json.length);
  MARK.copy(end, END_BYTES - MARK.length);
  const file = openSync(path, 'wx');
  try {
    for (const part of [bytes, Buffer.concat([json, end])]) writeAll(file, part);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * What the trailer says, or nothing when the file has none.
 * @throws as the file system does, with ENOENT when there is no such file
 */
export function readObjectFile(path: string): ObjectFile | undefined {
  const file = openSync(path, 'r');
  try {
    const { size: fileBytes, mtime: modifiedAt } = fstatSync(file);
    const end = readAt(file, fileBytes - END_BYTES, END_BYTES);
    if (!end?.subarray(-MARK.length).equals(MARK)) return undefined;
    const size = fileBytes - END_BYTES - end.readUInt32BE();
    const json = readAt(file, size, end.readUInt32BE());
    return json && { ...(JSON.parse(json.toString()) as Trailer), size, modifiedAt };
  } finally {
    closeSync(file);
  }
}

/**
 * Gives an object's file another name.
 * @returns false when that cannot be: its bytes are not those that it was written with, it has too many names, or it is as
 *   s3rver itself wrote it
 */
export function linkObjectFile(path: string, other: string): boolean {
  const known = readObjectFile(path);
  if (!known || hash('md5', readFileSync(path).subarray(0, known.size)) !== known.md5) return false;
  try {
    linkSync(path, other);
    return true;
  } catch {
    return false;
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

function readAt(file: number, position: number, length: number): Buffer | undefined {
  if (position < 0) return undefined;
  const bytes = Buffer.alloc(length);
  return readSync(file, bytes, 0, length, position) === length ? bytes : undefined;
}
