import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const FIXTURE = fileURLToPath(new URL('heap.fixture.ts', import.meta.url));

test('a process that has nothing to do gives back what its garbage took', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [FIXTURE]);
  const { before, after } = JSON.parse(stdout);
  expect(after).toBeLessThan(before / 2);
});
