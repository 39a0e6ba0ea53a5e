import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandError, fileError } from '../command-error.ts';

/**
 * Writes a file as its content arrives, under a name of its own until it is complete: what has the name is whole.
 * @throws CommandError when it cannot be written; what the content throws
 */
export async function saveFile(
  path: string,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const folder = dirname(path);
  const part = join(folder, `.halftone-${process.pid}-${Date.now()}.part`);
  await makeFolder(folder).catch((error: unknown) => {
    throw fileError(`${folder} cannot be made`, error);
  });
  try {
    await pipeline(Readable.from(content), createWriteStream(part, { flags: 'wx' }), { signal });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof CommandError || signal.aborted) throw error;
    throw fileError(`${path} cannot be written`, error);
  }
}

/**
 * Makes a folder and those above it. Not by the option `recursive`: where a folder that exists takes none, as /proc, Node
 * tries without an end.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}
