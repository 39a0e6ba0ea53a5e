import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprintOfSources } from '../../packages/console/build/fingerprint.ts';

const root = join(import.meta.dirname, '../..');
/** As the set-up of the tests has built it. */
const built = join(root, 'packages/console/dist');
const MOST_BYTES = 100_000;

let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'halftone-sources-'));
  for (const name of ['pnpm-lock.yaml', 'tsconfig.json']) await cp(join(root, name), join(copy, name));
  await mkdir(join(copy, 'packages/console/src'), { recursive: true });
  await cp(join(root, 'packages/console/package.json'), join(copy, 'packages/console/package.json'));
  await writeFile(join(copy, 'packages/console/src/main.ts'), 'export {};\n');
});
afterAll(() => rm(copy, { recursive: true }));

test('what a first view loads of scripts is at most 100 kB, and all of it from the gateway', async () => {
  const page = await readFile(join(built, 'index.html'), 'utf8');
  const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
  expect(addresses.filter((address) => !address.startsWith('/assets/'))).toEqual([]);
  expect(page).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=/);
  const scripts = addresses.filter((address) => address.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  // The larger of the two compressed forms.
  const sizes = scripts.map(async (address) => (await readFile(join(built, `${address}.gz`))).length);
  const bytes = (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

test('every text is there compressed, once for each way in which browsers ask', async () => {
  const files = await readdir(join(built, 'assets'));
  const texts = files.filter((name) => /\.(js|css)$/.test(name));
  expect(texts.length).toBeGreaterThan(1);
  expect(files).toEqual(expect.arrayContaining(texts.flatMap((name) => [`${name}.br`, `${name}.gz`])));
});

test('the console is built again when a source, a version or a setting of it is another, and for no other reason', async () => {
  const folder = join(copy, 'packages/console');
  const write = (name: string, text: string) => writeFile(join(copy, name), text);
  const first = await fingerprintOfSources(folder);
  expect(await fingerprintOfSources(folder)).toBe(first);

  await write('packages/console/src/main.test.ts', 'tests are no part of the page');
  await mkdir(join(folder, 'dist'));
  await write('packages/console/dist/index.html', 'nor is what was built');
  expect(await fingerprintOfSources(folder)).toBe(first);

  const seen = new Set([first]);
  for (const [name, text] of [
    ['packages/console/src/main.ts', 'export const changed = 1;\n'],
    ['packages/console/src/added.ts', 'export {};\n'],
    ['tsconfig.json', '{}'],
    ['pnpm-lock.yaml', 'lockfileVersion: 9.0'],
  ] as const) {
    await write(name, text);
    seen.add(await fingerprintOfSources(folder));
  }
  expect(seen.size).toBe(5);
});
