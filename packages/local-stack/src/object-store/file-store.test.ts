import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
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
const read = async (key: string) => {
  const object = await store.getObject(BUCKET, key);
  return object && (await buffer(object.content as Readable)).toString();
};

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

test('an object keeps its metadata, and has the digest of its bytes', async () => {
  await put('a.txt', Buffer.from('hello'));
  expect(await store.getMetadata(BUCKET, 'a.txt')).toMatchObject({
    'content-type': 'text/plain',
    'content-length': '5',
    etag: '"5d41402abc4b2a76b9719d911017c592"',
  });
});

test.for([
  ['the whole of', undefined, 'hello'],
  ['the end of', { start: 3 }, 'lo'],
  ['a range beyond the end of', { start: 3, end: 4_000 }, 'lo'],
] as const)('nothing but its own bytes is read of %s an object', async ([_, range, expected]) => {
  await put('a.txt', Buffer.from('hello'));
  const object = await store.getObject(BUCKET, 'a.txt', range);
  expect((await buffer(object?.content as Readable)).toString()).toBe(expected);
});

test('an object without bytes is empty', async () => {
  await put('empty.txt', Buffer.alloc(0));
  expect(await read('empty.txt')).toBe('');
});

test('a copy has the bytes and the metadata', async () => {
  await put('a.txt', Buffer.from('hello'));
  await store.copyObject(BUCKET, 'a.txt', BUCKET, 'b.txt');
  expect(await read('b.txt')).toBe('hello');
  expect(await store.getMetadata(BUCKET, 'b.txt')).toMatchObject({ 'content-type': 'text/plain' });
});

test('a copy stays what it is when the original is replaced or deleted, and has the digest of its bytes', async () => {
  await put('a.txt', Buffer.from('hello'));
  await store.copyObject(BUCKET, 'a.txt', BUCKET, 'b.txt');
  await store.copyObject(BUCKET, 'a.txt', BUCKET, 'b.txt');
  await put('a.txt', Buffer.from('other'));
  await store.deleteObject(BUCKET, 'a.txt');
  expect(await read('b.txt')).toBe('hello');
  // As a disk that fails would leave it.
  const file = store.getResourcePath(BUCKET, 'b.txt', 'object');
  await writeFile(file, (await readFile(file, 'latin1')).replace('hello', 'hullo'), 'latin1');
  const { etag } = await store.copyObject(BUCKET, 'b.txt', BUCKET, 'c.txt');
  expect(etag).toBe(`"${hash('md5', 'hullo')}"`);
});

test('a copy with other metadata keeps nothing of them that S3 does not', async () => {
  await put('a.txt', Buffer.from('hello'));
  const headers = { 'content-type': 'text/html', authorization: 'AWS4-HMAC-SHA256 of somebody' };
  await store.copyObject(BUCKET, 'a.txt', BUCKET, 'b.txt', headers);
  const metadata = await store.getMetadata(BUCKET, 'b.txt');
  expect(metadata).toMatchObject({ 'content-type': 'text/html' });
  expect(metadata).not.toHaveProperty('authorization');
});

test('an object that is not there is not found', async () => {
  expect(await store.getObject(BUCKET, 'nothing.txt')).toBeNull();
});

test('objects that s3rver itself has written are still read', async () => {
  await mkdir(join(folder, 'objects', BUCKET), { recursive: true });
  const path = (file: string) => store.getResourcePath(BUCKET, 'old.txt', file);
  await writeFile(path('object'), 'from before');
  await writeFile(path('object.md5'), '0123');
  await writeFile(path('metadata.json'), JSON.stringify({ 'content-type': 'text/plain' }));
  expect(await read('old.txt')).toBe('from before');
  expect(await store.getMetadata(BUCKET, 'old.txt')).toMatchObject({
    'content-type': 'text/plain',
    etag: '"0123"',
  });
});

test('a bucket is there once it was made, and gone once it was deleted', async () => {
  expect(await store.getBucket('other')).toBeNull();
  await store.putBucket('other');
  expect(await store.getBucket('other')).toMatchObject({ name: 'other' });
  await store.deleteBucket('other');
  expect(await store.getBucket('other')).toBeNull();
});
