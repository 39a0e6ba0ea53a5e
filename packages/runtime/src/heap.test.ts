import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const FIXTURE = fileURLToPath(new URL('heap.fixture.ts', import.meta.url));

test.each([
  { name: 'has nothing to do', work: 0 },
  { name: 'works some of the time', work: 0.25 },
])('a process that $name gives back what its garbage took', async ({ work }) => {
  const { stdout } = await promisify(execFile)(process.execPath, [FIXTURE, String(work)]);
  const { before, after } = JSON.parse(stdout);
  expect(after).toBeLessThan(before / 2);
});
