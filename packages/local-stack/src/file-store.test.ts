import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileStore } from './file-store.ts';

const BUCKET = 'images';

let folder: string;
let store: FileStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-store-'));
  store = await FileStore.open(join(folder, 'objects'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (key: string, content: Buffer | PassThrough) =>
  store.putObject({ bucket: BUCKET, key, content, metadata: { 'content-type': 'text/plain' } });
const read = (key: string) => readFile(store.getResourcePath(BUCKET, key, 'object'), 'utf8');

test('an object is never there in part: what it was stays until it is written to the end', async () => {
  await put('a/b.txt', Buffer.from('before'));
  const body = new PassThrough();
  const writing = put('a/b.txt', body);
  body.write('aft');
  expect(await read('a/b.txt')).toBe('before');
  body.end('er');
  expect(await writing).toMatchObject({ size: 5 });
  expect(await read('a/b.txt')).toBe('after');
});

test('a write that breaks off leaves nothing once the store is opened again', async () => {
  const body = new PassThrough();
  const writing = expect(put('a/b.txt', body)).rejects.toThrow('cut');
  body.write('hal');
  body.destroy(new Error('cut'));
  await writing;
  await FileStore.open(join(folder, 'objects'));
  expect(await readdir(folder, { recursive: true })).toEqual(['objects.drafts']);
});

test('more objects than S3 lists in a page are listed', async () => {
  const keys = Array.from({ length: 1001 }, (_, i) => `${i}.txt`);
  await Promise.all(keys.map((key) => put(key, Buffer.from('x'))));
  const { objects, isTruncated } = await store.listObjects(BUCKET, { maxKeys: 1000 });
  expect([objects.length, isTruncated]).toEqual([1001, false]);
});
