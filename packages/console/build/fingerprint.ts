import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

type Manifest = { dependencies?: Record<string, string> };

/** What is no source of the page: what is installed, what was built, and tests. */
const NO_SOURCE = /^(node_modules|dist.*)$|\.test\.tsx?$/;

/**
 * A digest of all that the built console is made of: its own files, those of the packages of the workspace that it names, and
 * what the workspace shares: the compiler's settings, and the lockfile, which says the version of every other package.
 * @param folder the package of the console
 */
export async function fingerprintOfSources(folder: string): Promise<string> {
  const packages = join(folder, '..');
  const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const neighbours = Object.entries(dependencies)
    .filter(([, version]) => version.startsWith('workspace:'))
    .map(([name]) => join(packages, name.slice(name.indexOf('/') + 1)));
  const files = (await Promise.all([folder, ...neighbours].map(sourcesIn))).flat();
  const digest = createHash('sha256');
  const shared = ['pnpm-lock.yaml', 'tsconfig.json'].map((name) => join(packages, '..', name));
  for (const file of [...files, ...shared].sort()) {
    const content = createHash('sha256').update(await readFile(file));
    digest.update(`${relative(packages, file)} ${content.digest('hex')}\n`);
  }
  return digest.digest('hex');
}

async function sourcesIn(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(
    ({ name }) => !NO_SOURCE.test(name),
  );
  const below = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourcesIn(path) : [path];
  });
  return (await Promise.all(below)).flat();
}
