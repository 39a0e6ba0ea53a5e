import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A disk of its own and of a limited size, which can be filled to the last byte. */
export type SmallDisk = AsyncDisposable & {
  path: string;
  fill(): Promise<void>;
  free(): Promise<void>;
};

const SIZE = '256m';
const CHUNK = Buffer.alloc(1024 * 1024);

const run = promisify(execFile);

/** Mounts the disk at a path; undefined where mounts are not allowed. */
export async function smallDisk(path: string): Promise<SmallDisk | undefined> {
  await mkdir(path);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', path]);
  } catch {
    return undefined;
  }
  const filler = join(path, 'filler');
  return {
    path,
    async fill() {
      await using file = await open(filler, 'w');
      try {
        for (;;) await file.write(CHUNK);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    },
    free: () => rm(filler),
    async [Symbol.asyncDispose]() {
      await run('umount', [path]);
    },
  };
}
