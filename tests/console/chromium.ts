import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** A browser's program, and what it is to find in its environment. */
export type Chromium = { executablePath: string; env: Record<string, string> };

/** There is no browser for the tests of the console, and the message says how to get one. */
export class BrowserMissingError extends Error {
  override name = 'BrowserMissingError';
}

/** What Debian, Ubuntu, Fedora and macOS call it. */
const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MACOS_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * A Chromium: `CHROMIUM_BIN`, else the one of the npm package, which is for Linux on x64 alone, else an installed one.
 * @throws BrowserMissingError
 */
export async function findChromium(env: NodeJS.ProcessEnv): Promise<Chromium> {
  if (env.CHROMIUM_BIN) {
    if (existsSync(env.CHROMIUM_BIN)) return { executablePath: env.CHROMIUM_BIN, env: {} };
    throw new BrowserMissingError(`CHROMIUM_BIN is "${env.CHROMIUM_BIN}", and there is no such file.`);
  }
  if (process.platform === 'linux' && process.arch === 'x64') return packagedChromium(env);
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = folders.flatMap((folder) => INSTALLED.map((name) => join(folder, name)));
  const executablePath = [...candidates, MACOS_CHROME].find((path) => existsSync(path));
  if (executablePath) return { executablePath, env: {} };
  throw new BrowserMissingError(
    `There is no browser for ${process.platform} on ${process.arch}. Install Chromium or Chrome, or set CHROMIUM_BIN to one.`,
  );
}

/** The package's Chromium with the libraries and fonts that a machine may lack, unpacked in the cache once. */
async function packagedChromium(env: NodeJS.ProcessEnv): Promise<Chromium> {
  const cache = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'halftone');
  const folder = join(cache, `chromium-${await packageVersion()}`);
  if (!existsSync(folder)) await unpackInto(folder, cache);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  };
}

/** Its manifest is none of the files that the package exports. */
async function packageVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest = await readFile(join(dirname(entry), '..', 'package.json'), 'utf8');
  return String(JSON.parse(manifest).version);
}

/**
 * The package unpacks into the folder for temporary files of its process, under names that anybody can know, and takes what
 * lies there already as its own. So it gets a process and a folder of its own.
 */
async function unpackInto(folder: string, cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'chromium-unpacking-'));
  try {
    await unpack(fresh);
    await rename(fresh, folder).catch((error: NodeJS.ErrnoException) => {
      // Another worker was quicker.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function unpack(folder: string): Promise<void> {
  const script = fileURLToPath(new URL('unpack-chromium.ts', import.meta.url));
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // The second says that libraries are missing, which it brings along for the machines of Amazon.
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  const files = await readdir(folder);
  if (code === 0 && files.includes('chromium') && files.includes('al2023')) return;
  throw new BrowserMissingError(`Unpacking @sparticuz/chromium failed (${code}): ${said.trim()}`);
}
