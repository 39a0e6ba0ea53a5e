import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generated } from './generated.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFile(join(root, path), 'utf8');

test('every generated document is what the code says; `npm run generate` fixes it', async () => {
  for (const { path, content } of await generated(read)) {
    expect(await read(path), path).toBe(content);
  }
});
