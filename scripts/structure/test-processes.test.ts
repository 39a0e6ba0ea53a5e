import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IN_A_PROCESS_OF_THEIR_OWN } from '../../vitest.config.ts';

const root = join(import.meta.dirname, '../..');

/** What the files before it in a shared process would falsify, or have undone already. */
const NEEDS_ITS_OWN =
  /vi\.mock\(|process\.(memoryUsage|resourceUsage)\(|memoryOf\(process\.pid|unblockLoaders\(/;

test('a test file that measures its own process, mocks a module or unblocks loaders has a process of its own', async () => {
  const found: string[] = [];
  for await (const file of glob('{packages,services}/*/src/**/*.test.ts', { cwd: root })) {
    if (NEEDS_ITS_OWN.test(await readFile(join(root, file), 'utf8'))) found.push(file);
  }
  expect(found).toContain('services/imager/src/codec-process/bombs.test.ts');
  expect(found.filter((file) => !IN_A_PROCESS_OF_THEIR_OWN.includes(file))).toEqual([]);
  expect(IN_A_PROCESS_OF_THEIR_OWN.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
