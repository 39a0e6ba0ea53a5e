import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { smallMemory } from './small-memory.ts';

const STARTER = new URL('../../../../scripts/run.mjs', import.meta.url);

test('whoever starts the servers gets what glibc is told for them', async () => {
  const script = await readFile(STARTER, 'utf8');
  const told = Object.entries(smallMemory('starter')).filter(([name]) => name.startsWith('MALLOC_'));
  expect(told).toHaveLength(3);
  for (const [name, value] of told) expect(script).toContain(`${name}: '${value}'`);
});
