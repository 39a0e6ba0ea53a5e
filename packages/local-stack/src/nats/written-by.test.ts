import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordWriter, writtenBy } from './written-by.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-written-by-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function writeStream(description: object): Promise<void> {
  const stream = join(folder, 'jetstream/jetstream/$G/streams/HALFTONE');
  await mkdir(stream, { recursive: true });
  await writeFile(join(stream, 'meta.inf'), JSON.stringify(description));
}

test('a folder without streams was written by no server', async () => {
  expect(await writtenBy(folder)).toBeUndefined();
  expect(await writtenBy(join(folder, 'missing'))).toBeUndefined();
});

test('what was recorded last is what wrote it', async () => {
  await recordWriter(folder, [2, 9, 10]);
  await recordWriter(folder, [2, 12, 15]);
  await writeStream({ name: 'HALFTONE' });
  expect(await writtenBy(folder)).toEqual([2, 12, 15]);
});

test('of a folder without a record, the streams tell a server since 2.10 from an older one', async () => {
  await writeStream({ name: 'HALFTONE', storage: 'file' });
  expect(await writtenBy(folder)).toBeUndefined();
  await writeStream({ name: 'HALFTONE', storage: 'file', compression: 'none' });
  expect(await writtenBy(folder)).toEqual([2, 10, 0]);
});
