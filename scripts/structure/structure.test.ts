import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { cruiseSources } from './cruise-sources.ts';
import { FLOOR_PLAN } from './floor-plan.ts';
import { hasRoom } from './rules.ts';

const root = join(import.meta.dirname, '../..');
let cruised: ICruiseResult;

beforeAll(async () => {
  cruised = await cruiseSources(root, ['packages', 'services', 'bench']);
});

test('no import goes in a circle, up a floor, across services, or to NATS past messaging', () => {
  expect(violationsIn(cruised)).toEqual([]);
});

test.each([
  ['a circle', 'no-circle', { 'services/a/src/x.ts': './y.ts', 'services/a/src/y.ts': './x.ts' }],
  [
    'a circle of types alone',
    'no-circle',
    { 'packages/a/src/x.ts': 'type ./y.ts', 'packages/a/src/y.ts': 'type ./x.ts' },
  ],
  [
    'a service that imports a service',
    'no-service-imports-a-service',
    { 'services/a/src/x.ts': '../../b/src/y.ts', 'services/b/src/y.ts': '' },
  ],
  [
    'a package that imports a service',
    'no-package-imports-a-service',
    { 'packages/a/src/x.ts': '../../../services/b/src/y.ts', 'services/b/src/y.ts': '' },
  ],
  [
    'NATS outside messaging',
    'nats-in-messaging-alone',
    { 'services/a/src/x.ts': 'nats', 'node_modules/nats/index.js': '' },
  ],
  [
    'a room that imports from a room above it',
    'imports from a room above it',
    {
      'services/gateway/src/problems/x.ts': '../routes/y.ts',
      'services/gateway/src/routes/y.ts': '',
    },
  ],
])('%s is found', async (_what, rule, sources) => {
  const found = violationsIn(await cruiseSources(await planted(sources), ['packages', 'services']));
  expect(found).toEqual([expect.stringContaining(rule)]);
});

test('every source file of a package with a plan stands in a room of it', () => {
  const withoutRoom = cruised.modules
    .map((module) => module.source)
    .filter(
      (file) => !file.endsWith('.test.ts') && !file.endsWith('.fixture.ts') && !file.includes('/testing/'),
    )
    .filter((file) => FLOOR_PLAN.some((plan) => file.startsWith(`${plan.folder}/`) && !hasRoom(plan, file)));
  expect(withoutRoom).toEqual([]);
});

test('every room of the plan has files', () => {
  const files = cruised.modules.map((module) => module.source);
  const empty = FLOOR_PLAN.flatMap(({ folder, rooms }) =>
    rooms
      .flatMap((room) => room.paths)
      .map((path) => `${folder}/${path}`)
      .filter((path) => !files.some((file) => file.startsWith(path))),
  );
  expect(empty).toEqual([]);
});

test('no hall: a room holds about a dozen source files', () => {
  const counts = new Map<string, number>();
  for (const { source } of cruised.modules) {
    if (source.endsWith('.test.ts') || source.endsWith('.fixture.ts')) continue;
    const folder = source.slice(0, source.lastIndexOf('/'));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const halls = [...counts].filter(([, count]) => count > 18);
  expect(halls).toEqual([]);
});

function violationsIn({ summary }: ICruiseResult): string[] {
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}

/** A tree of files, each with what it imports. */
async function planted(sources: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-structure-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await Promise.all(['packages', 'services'].map((name) => mkdir(join(folder, name))));
  for (const [file, imported] of Object.entries(sources)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    const [type, name] = imported.startsWith('type ') ? ['type ', imported.slice(5)] : ['', imported];
    const line = name
      ? `import ${type}{ it } from '${name}';\nexport ${type ? 'type It = typeof it' : 'const its = it'};\n`
      : '';
    await writeFile(join(folder, file), `${line}export const it = 1;\n`);
  }
  return folder;
}
