import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytesOf, type FileStore, openFileStore } from './file-store.ts';

const BUCKET = 'images';
const SHA256_OF_HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

let folder: string;
let store: FileStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-store-'));
  store = await openFileStore(join(folder, 'objects'));
  store.makeBucket(BUCKET);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (key: string) => ({ bucket: BUCKET, key });
const metadata = { 'content-type': 'text/plain' };
const put = (key: string, content: string | PassThrough) =>
  store.put(at(key), {
    bytes: typeof content === 'string' ? PassThrough.from([Buffer.from(content)]) : content,
    metadata,
  });
const read = (key: string) => text(bytesOf(store.find(at(key))));

test('an object is never there in part: what it was stays until it is written to the end', async () => {
  await put('a/b.txt', 'before');
  const body = new PassThrough();
  const writing = put('a/b.txt', body);
  body.write('aft');
  expect(await read('a/b.txt')).toBe('before');
  body.end('er');
  await writing;
  expect(await read('a/b.txt')).toBe('after');
});

test('a write that breaks off leaves nothing', async () => {
  const body = new PassThrough();
  const writing = expect(put('a/b.txt', body)).rejects.toThrow('cut');
  body.write('hal');
  body.destroy(new Error('cut'));
  await writing;
  expect(await readdir(folder, { recursive: true })).toEqual(['objects', 'objects.drafts', 'objects/images']);
});

test('what a killed process had begun is gone once the store is opened again', async () => {
  await writeFile(join(folder, 'objects.drafts', '0'), 'hal');
  await openFileStore(join(folder, 'objects'));
  expect(await readdir(join(folder, 'objects.drafts'))).toEqual([]);
});

test('an object keeps its metadata, and has the digest of its bytes', async () => {
  expect(await put('a.txt', 'hello')).toBe(SHA256_OF_HELLO);
  expect(store.find(at('a.txt'))).toMatchObject({ metadata, size: 5, etag: SHA256_OF_HELLO });
});

test('bytes that are not those which were announced are not stored', async () => {
  const bytes = PassThrough.from([Buffer.from('hellp')]);
  const storing = store.put(at('a.txt'), { bytes, metadata, sha256: SHA256_OF_HELLO });
  await expect(storing).rejects.toMatchObject({ code: 'XAmzContentSHA256Mismatch' });
  expect(() => store.find(at('a.txt'))).toThrow('There is no such object');
});

test('an object without bytes is empty', async () => {
  await put('empty.txt', '');
  expect(await read('empty.txt')).toBe('');
});

test('a copy stays as it is when the object that it was made of is written again or removed', async () => {
  await put('a.txt', 'hello');
  await store.copy(store.find(at('a.txt')), at('b.txt'));
  await put('a.txt', 'other');
  expect(await read('b.txt')).toBe('hello');
  expect(store.find(at('b.txt')).metadata).toEqual(metadata);
  store.remove(at('a.txt'));
  expect(await read('b.txt')).toBe('hello');
});

test('a copy of bytes that a failing disk has changed has the digest of what they are now', async () => {
  await put('a.txt', 'hello');
  const { path, etag } = store.find(at('a.txt'));
  await writeFile(path, (await readFile(path, 'latin1')).replace('hello', 'hullo'), 'latin1');
  await store.copy(store.find(at('a.txt')), at('b.txt'));
  expect(await read('b.txt')).toBe('hullo');
  expect(store.find(at('b.txt')).etag).not.toBe(etag);
});

test('a copy may have other metadata than the object that it was made of', async () => {
  await put('a.txt', 'hello');
  await store.copy(store.find(at('a.txt')), at('b.txt'), { 'content-type': 'text/html' });
  expect(await read('b.txt')).toBe('hello');
  expect(store.find(at('b.txt')).metadata).toEqual({ 'content-type': 'text/html' });
});

test('objects are listed in the order of their keys, folders among them', async () => {
  for (const key of ['a/2', 'a-1', 'a', 'b/c/d', 'a/10']) await put(key, key);
  expect([...store.list(BUCKET, '')].map(({ key }) => key)).toEqual(['a', 'a-1', 'a/10', 'a/2', 'b/c/d']);
  expect([...store.list(BUCKET, 'a/1')].map(({ key }) => key)).toEqual(['a/10']);
});

test('folders go with the last object in them', async () => {
  await put('a/b/c.txt', 'hello');
  store.remove(at('a/b/c.txt'));
  store.remove(at('a/b/c.txt'));
  expect(await readdir(join(folder, 'objects', BUCKET))).toEqual([]);
});

test('objects that s3rver itself wrote before are read, and copied with their metadata', async () => {
  const path = (end: string) => join(folder, 'objects', BUCKET, `old.txt._S3rver_${end}`);
  await mkdir(join(folder, 'objects', BUCKET), { recursive: true });
  await writeFile(path('object'), 'from before');
  await writeFile(path('object.md5'), '0123');
  await writeFile(path('metadata.json'), JSON.stringify(metadata));
  expect(store.find(at('old.txt'))).toMatchObject({ metadata, etag: '0123' });
  await store.copy(store.find(at('old.txt')), at('new.txt'));
  expect(await read('new.txt')).toBe('from before');
  expect(store.find(at('new.txt')).metadata).toEqual(metadata);
});

test('a bucket is there once it was made, and goes once nothing is in it', async () => {
  expect(store.hasBucket('other')).toBe(false);
  store.makeBucket('other');
  expect(store.buckets().map(({ name }) => name)).toContain('other');
  await put('a.txt', 'hello');
  expect(() => store.removeBucket(BUCKET)).toThrow('still has objects');
  store.removeBucket('other');
  expect(store.hasBucket('other')).toBe(false);
});
