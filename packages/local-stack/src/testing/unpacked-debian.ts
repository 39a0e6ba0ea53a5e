import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { unpackDebian } from '../processes/debian-packages.ts';

/**
 * The folder with Debian's packages for a server of tests, from the cache or, the first time, by apt.
 * @param name of the folder in the cache
 * @throws when neither has them
 */
export async function unpackedDebian(
  name: string,
  packages: readonly (readonly string[])[],
): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'halftone');
  const unpacked = join(cache, name);
  if (existsSync(unpacked)) return unpacked;
  await mkdir(cache, { recursive: true });
  const fresh = `${unpacked}.${process.pid}`;
  await unpackDebian(packages, fresh);
  await rename(fresh, unpacked);
  return unpacked;
}
