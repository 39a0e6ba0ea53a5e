import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RefusedError } from '../command.ts';

/** A file of a backup: where it is in the folder, how long it is, and its SHA-256 in hexadecimal. */
export type BackupFile = { path: string; bytes: number; sha256: string };

/** What NATS takes at once. */
const CHUNK_BYTES = 128 * 1024;

/**
 * Makes the folder of a backup, which only its owner may look into: events hold addresses, and uploads whole catalogues.
 * @throws RefusedError when there is something in it
 */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) {
    throw new RefusedError(`${folder} is not empty. Each backup needs a folder of its own.`);
  }
}

/** Writes a file of a backup, and waits until it is on the disk. */
export async function writePrivately(
  folder: string,
  path: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<BackupFile> {
  await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
  await using file = await open(join(folder, path), 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of content) {
    await file.writeFile(chunk);
    hash.update(chunk);
    bytes += chunk.length;
  }
  await file.sync();
  return { path, bytes, sha256: hash.digest('hex') };
}

export const readChunks = (folder: string, path: string): AsyncIterable<Uint8Array> =>
  createReadStream(join(folder, path), { highWaterMark: CHUNK_BYTES });

/** @throws RefusedError when the file is not the one that was written */
export async function checkFile(folder: string, { path, sha256 }: BackupFile): Promise<void> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of readChunks(folder, path)) hash.update(chunk);
  } catch (cause) {
    throw new RefusedError(`${join(folder, path)} cannot be read: take another backup.`, { cause });
  }
  if (hash.digest('hex') !== sha256) {
    throw new RefusedError(`${join(folder, path)} is damaged (its SHA-256 differs): take another backup.`);
  }
}
