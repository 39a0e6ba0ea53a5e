import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/**
 * What earlier versions left behind: for each, in `fixtures/<version>`, the events that it published, by type, and the
 * package that its services and subscribers read them with.
 */
const FIXTURES = join(import.meta.dirname, '../fixtures');

export const RELEASED = await readdir(FIXTURES);

/** An event as it stood in the log. */
export type Golden = { case: string; subject: string; event: Record<string, unknown> };

/** The events of each type that a version published. */
export async function goldenEvents(version: string): Promise<Map<string, Golden[]>> {
  const folder = join(FIXTURES, version, 'events');
  const files = await readdir(folder);
  const read = async (file: string): Promise<[string, Golden[]]> => [
    file.slice(0, -'.json'.length),
    JSON.parse(await readFile(join(folder, file), 'utf8')),
  ];
  return new Map(await Promise.all(files.map(read)));
}

/** The contracts of a version, from its package; typed as those of this one, of which it has at most what is used here. */
export async function contractsOf(
  version: string,
): Promise<AsyncDisposable & { contracts: typeof import('./index.ts') }> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-contracts-'));
  const archive = join(FIXTURES, version, `halftone-contracts-${version}.tgz`);
  await promisify(execFile)('tar', ['-xzf', archive, '-C', folder]);
  await mkdir(join(folder, 'node_modules'));
  await symlink(join(import.meta.dirname, '../node_modules/typebox'), join(folder, 'node_modules/typebox'));
  const { exports } = JSON.parse(await readFile(join(folder, 'package/package.json'), 'utf8'));
  // The first version was packed as it stands in the workspace.
  const entry = typeof exports === 'string' ? exports : exports['.'].default;
  return {
    contracts: await import(pathToFileURL(join(folder, 'package', entry)).href),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
