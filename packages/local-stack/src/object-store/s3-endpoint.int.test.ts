import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { Client, CopyConditions } from 'minio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objectStoreForTest, type TestObjectStore } from '../testing/object-store.ts';

/** What the product asks of its store, by the client that it asks with; the same with a store in a container. */

let server: TestObjectStore;
let client: Client;
beforeAll(async () => {
  server = await objectStoreForTest();
  client = clientWith(server.accessKey);
});
afterAll(() => server[Symbol.asyncDispose]());

function clientWith(accessKey: string): Client {
  const { hostname: endPoint, port } = new URL(server.endpoint);
  return new Client({ endPoint, port: Number(port), useSSL: false, accessKey, secretKey: server.secretKey });
}
const put = (key: string, content = key) =>
  client.putObject(server.bucket, key, Buffer.from(content), undefined, { 'Content-Type': 'text/plain' });
const addressOf = (key: string) => `${server.publicUrl}/${server.bucket}/${key}`;
const keysBelow = async (prefix: string, recursive = true) => {
  const listed = await Array.fromAsync(client.listObjectsV2(server.bucket, prefix, recursive));
  return listed.map(({ name, prefix: group }) => name ?? group);
};

test('what was put is read by anybody, with its type, in whole or in part', async () => {
  await put('read/a b.txt', 'hello');
  const response = await fetch(addressOf('read/a%20b.txt'));
  expect(await response.text()).toBe('hello');
  expect(response.headers.get('content-type')).toBe('text/plain');
  const part = (range: string) => fetch(addressOf('read/a%20b.txt'), { headers: { range } });
  expect(await (await part('bytes=1-2')).text()).toBe('el');
  expect(await (await part('bytes=-2')).text()).toBe('lo');
  expect((await part('bytes=3-4000')).headers.get('content-range')).toBe('bytes 3-4/5');
  expect((await part('bytes=5-')).status).toBe(416);
});

test('who has it already is told that it has not changed', async () => {
  await put('etag.txt');
  const etag = (await fetch(addressOf('etag.txt'))).headers.get('etag') ?? '';
  const again = await fetch(addressOf('etag.txt'), { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('a large body is stored as it comes, and read as it goes', async () => {
  const bytes = Buffer.alloc(3 * 1024 * 1024, 'halftone');
  await client.putObject(server.bucket, 'large', Readable.from([bytes]), bytes.length);
  expect((await client.statObject(server.bucket, 'large')).size).toBe(bytes.length);
  expect(bytes.equals(await buffer(await client.getObject(server.bucket, 'large')))).toBe(true);
});

test('a copy is made in the store, when the object is still the one that was meant', async () => {
  const { etag } = await put('copy/from.txt', 'hello');
  const still = new CopyConditions();
  still.setMatchETag(etag);
  await client.copyObject(server.bucket, 'copy/to.txt', `/${server.bucket}/copy/from.txt`, still);
  expect(await text(await client.getObject(server.bucket, 'copy/to.txt'))).toBe('hello');
  expect((await fetch(addressOf('copy/to.txt'))).headers.get('content-type')).toBe('text/plain');
  await put('copy/from.txt', 'other');
  const late = client.copyObject(server.bucket, 'copy/late.txt', `/${server.bucket}/copy/from.txt`, still);
  await expect(late).rejects.toMatchObject({ code: 'PreconditionFailed' });
});

test('objects are listed by prefix, in groups or not, whatever is in their keys', async () => {
  for (const key of ['list/a<&>é.txt', 'list/b/1.txt', 'list/b/2.txt']) await put(key);
  expect(await keysBelow('list/')).toEqual(['list/a<&>é.txt', 'list/b/1.txt', 'list/b/2.txt']);
  expect(new Set(await keysBelow('list/', false))).toEqual(new Set(['list/b/', 'list/a<&>é.txt']));
  expect(await keysBelow('list/c')).toEqual([]);
});

test('objects are removed, one or many, and those that are not there as well', async () => {
  for (const key of ['remove/1', 'remove/2 & 3', 'remove/4']) await put(key);
  await client.removeObject(server.bucket, 'remove/1');
  await client.removeObjects(server.bucket, ['remove/2 & 3', 'remove/1']);
  expect(await keysBelow('remove/')).toEqual(['remove/4']);
});

test('an object that is not there is not found, nor a bucket', async () => {
  expect((await fetch(addressOf('nothing.txt'))).status).toBe(404);
  await expect(client.statObject(server.bucket, 'nothing.txt')).rejects.toMatchObject({ code: 'NotFound' });
  expect(await client.bucketExists('another')).toBe(false);
  expect(await client.bucketExists(server.bucket)).toBe(true);
});

test('only the owner writes, lists and removes', async () => {
  await put('mine.txt');
  const stranger = clientWith('somebody');
  const tries = [
    stranger.putObject(server.bucket, 'mine.txt', 'x'),
    stranger.removeObject(server.bucket, 'mine.txt'),
    Array.fromAsync(stranger.listObjectsV2(server.bucket, '', true)),
  ];
  for (const one of await Promise.allSettled(tries)) expect(one.status).toBe('rejected');
  for (const method of ['PUT', 'DELETE']) {
    expect((await fetch(addressOf('mine.txt'), { method })).status).toBe(403);
  }
  expect((await fetch(`${server.endpoint}/${server.bucket}?list-type=2`)).status).toBe(403);
  expect(await (await fetch(addressOf('mine.txt'))).text()).toBe('mine.txt');
});

test('no key leads out of the store', async () => {
  await put('inside.txt');
  const others = [
    '..%2fobjects.drafts',
    'x%2f..%2finside.txt',
    '..%2f..%2finside.txt',
    'a%00b',
    'a%2f.',
    '%ff',
  ];
  for (const path of others) expect([path, (await fetch(addressOf(path))).status]).toEqual([path, 400]);
});
