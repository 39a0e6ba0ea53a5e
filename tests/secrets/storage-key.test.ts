import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { objectStoreForTest } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { Client } from 'minio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createImageStore } from '../../services/imager/src/store/image-store.ts';
import { type Policy, policyDoor } from './policy-door.ts';

/** A policy of the deployment, as its set-up writes it for a bucket. */
async function policyFor(bucket: string, file: string): Promise<Policy> {
  const text = await readFile(join(import.meta.dirname, '../../deploy/minio', file), 'utf8');
  return JSON.parse(text.replaceAll('BUCKET', bucket)) as Policy;
}

/** An object store behind the deployment's policies, and the imager's way to it. */
async function guardedStore() {
  await using parts = new AsyncDisposableStack();
  const objectStore = parts.use(await objectStoreForTest());
  const { accessKey, secretKey, bucket } = objectStore;
  const policies = {
    key: await policyFor(bucket, 'imager-policy.json'),
    bucket: await policyFor(bucket, 'public-read.json'),
  };
  const door = parts.use(await policyDoor(objectStore.endpoint, policies));
  const { hostname, port } = new URL(door.endpoint);
  const client = new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    accessKey,
    secretKey,
    // Else it asks for the region first, and that refusal would hide the one looked for.
    region: 'us-east-1',
  });
  const store = createImageStore({
    ...objectStore,
    endpoint: door.endpoint,
    publicUrl: door.endpoint,
    region: 'us-east-1',
    logger: createLogger('imager', 'silent'),
  });
  const running = parts.move();
  const { endpoint } = objectStore;
  return {
    store,
    client,
    bucket,
    endpoint,
    door,
    policies,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

let guarded: Awaited<ReturnType<typeof guardedStore>>;
beforeAll(async () => {
  guarded = await guardedStore();
});
afterAll(() => guarded[Symbol.asyncDispose]());

const signal = AbortSignal.timeout(30_000);
const image = { key: 'r1/i1.png', bytes: Buffer.from('bytes'), contentType: 'image/png' };

test("the imager's key can do all that the imager and an operator's check do, and has no right beyond", async () => {
  const { store, client, bucket, door, policies } = guarded;
  await store.check();
  const { url, etag = '' } = await store.put(image, signal);
  expect(await (await fetch(url)).text()).toBe('bytes');
  const original = { ...image, bytes: image.bytes.length, sha256: hash('sha256', image.bytes), etag };
  expect(await store.copy(original, 'r1/copy.png', signal)).toMatchObject({ etag });
  // Larger than what S3 clients send in parts.
  await store.put({ ...image, key: 'r1/large.png', bytes: Buffer.alloc(65 * 1024 ** 2) }, signal);
  // An operator who checks the outputs reads them with this key.
  expect(await text(await client.getObject(bucket, image.key))).toBe('bytes');
  await store.removeAll('r1/', signal);
  expect((await fetch(url)).status).toBe(404);
  expect([...door.used].sort()).toEqual(policies.key.Statement.flatMap(({ Action }) => Action).sort());
});

test("the imager's key reaches no other bucket, and changes nothing about its own", async () => {
  const { client, bucket, store } = guarded;
  await store.put(image, signal);
  const attempts: Record<string, () => Promise<unknown>> = {
    'list the buckets': () => client.listBuckets(),
    'make a bucket': () => client.makeBucket('mine', 'us-east-1'),
    'write to another bucket': () => client.putObject('backups', 'a', Buffer.from('a')),
    'delete in another bucket': () => client.removeObject('backups', 'a'),
    'read another bucket': () => client.getObject('backups', 'a'),
    'write to a bucket whose name begins alike': () => client.putObject(`${bucket}-2`, 'a', Buffer.from('a')),
    'remove its bucket': () => client.removeBucket(bucket),
    'open its bucket': () => client.setBucketPolicy(bucket, '{}'),
    'read the policy': () => client.getBucketPolicy(bucket),
  };
  for (const [what, attempt] of Object.entries(attempts)) {
    await expect(attempt(), what).rejects.toMatchObject({ code: 'AccessDenied' });
  }
});

test('without a key an image can be read by its address, and nothing else be done', async () => {
  const { store, door, bucket } = guarded;
  const { url } = await store.put(image, signal);
  expect((await fetch(url)).status).toBe(200);
  const status = async (path: string, method = 'GET') =>
    (await fetch(`${door.endpoint}/${path}`, { method, redirect: 'manual' })).status;
  expect(await status(bucket)).toBe(403);
  expect(await status(`${bucket}?list-type=2`)).toBe(403);
  expect(await status('')).toBe(403);
  expect(await status(`${bucket}/r1/i1.png`, 'DELETE')).toBe(403);
  expect(await status(`${bucket}/r1/i2.png`, 'PUT')).toBe(403);
});

test('the endpoint itself does nothing without a known key but give an image out', async () => {
  const { endpoint, bucket, store } = guarded;
  await store.put(image, signal);
  const status = async (path: string, method: string) =>
    (await fetch(`${endpoint}/${path}`, { method, redirect: 'manual' })).status;
  expect(await status(`${bucket}/${image.key}`, 'GET')).toBe(200);
  for (const path of ['', bucket, `${bucket}?uploads`]) expect(await status(path, 'GET')).toBe(403);
  for (const method of ['PUT', 'DELETE', 'POST']) {
    expect(await status(`${bucket}/${image.key}`, method)).toBe(403);
  }
  const { hostname, port } = new URL(endpoint);
  const keys = { accessKey: 'somebody', secretKey: 'something', region: 'us-east-1' };
  const stranger = new Client({ endPoint: hostname, port: Number(port), useSSL: false, ...keys });
  await expect(stranger.putObject(bucket, 'a', Buffer.from('a'))).rejects.toMatchObject({
    code: 'InvalidAccessKeyId',
  });
});
