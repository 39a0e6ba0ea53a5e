import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { compressFiles } from './compress-files.ts';
import { fingerprintOfSources } from './fingerprint.ts';

const FOLDER = join(import.meta.dirname, '..');
const BUILT = join(FOLDER, 'dist');
/** What the built files were made of; none of the folders that the gateway serves. */
const STAMP = '.built-from';

/** The console could not be built; the message has the end of what the bundler said. */
export class ConsoleBuildError extends Error {
  override name = 'ConsoleBuildError';
}

/**
 * Builds the console into `dist`, unless what is there was made of these very sources. Whoever reads the folder meanwhile
 * finds all of the old one or all of the new one.
 * @param say told that something is built, which takes a few seconds
 * @throws ConsoleBuildError
 */
export async function buildConsole(say: (message: string) => void): Promise<void> {
  const fingerprint = await fingerprintOfSources(FOLDER);
  if ((await readFile(join(BUILT, STAMP), 'utf8').catch(() => '')) === fingerprint) return;
  say('Building the console (a few seconds) ...');
  const fresh = `${BUILT}-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(fresh);
    await bundleInto(fresh);
    await compressFiles(join(fresh, 'assets'));
    await writeFile(join(fresh, STAMP), fingerprint);
    await rm(BUILT, { recursive: true, force: true });
    await rename(fresh, BUILT).catch((error: NodeJS.ErrnoException) => {
      // Who was quicker has built the same.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

const TAIL = 2000;

async function bundleInto(folder: string): Promise<void> {
  const vite = createRequire(import.meta.url).resolve('vite/package.json');
  const child = spawn(
    process.execPath,
    [join(vite, '..', 'bin', 'vite.js'), 'build', '--outDir', folder, '--emptyOutDir'],
    {
      cwd: FOLDER,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Whatever the surroundings are, a test run for one, the console is for production.
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
    },
  );
  const [said, complained, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  if (code === 0) return;
  throw new ConsoleBuildError(`The console could not be built:\n${(said + complained).trim().slice(-TAIL)}`);
}
