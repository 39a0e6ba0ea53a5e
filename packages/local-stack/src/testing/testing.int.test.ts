import { Client } from 'minio';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { natsAnswers } from '../nats/nats-server.ts';
import { databaseForTest, natsForTest, objectStoreForTest, originForTest, waitFor } from '../testing.ts';

describe('the servers for tests', () => {
  test('a NATS server is killed and comes back on the same port', async () => {
    await using nats = await natsForTest();
    const port = Number(new URL(nats.url).port);
    expect(await natsAnswers(port)).toBe(true);
    await nats.kill();
    expect(await natsAnswers(port)).toBe(false);
    await nats.start();
    expect(await natsAnswers(port)).toBe(true);
  });

  test('in a fresh database the tracker makes its schema, and the gateway reads only what it is granted', async () => {
    await using database = await databaseForTest();
    await using tracker = await connected(database.trackerUrl);
    await using gateway = await connected(database.gatewayUrl);
    await tracker.query('create schema halftone create table halftone.t (n int)');
    await expect(gateway.query('select from halftone.t')).rejects.toThrow('permission denied');
    await tracker.query('grant usage on schema halftone to halftone_gateway');
    await tracker.query('grant select on halftone.t to halftone_gateway');
    expect(await gateway.query('select from halftone.t')).toMatchObject({ rowCount: 0 });
    await expect(gateway.query('insert into halftone.t values (1)')).rejects.toThrow('read-only');
    await expect(gateway.query('create schema mine')).rejects.toThrow('read-only');
  });

  test('an object store is killed and comes back with its objects, which everybody can read and nobody write', async () => {
    await using store = await objectStoreForTest();
    const client = clientOf(store);
    await client.putObject(store.bucket, 'a/b.txt', 'hello', 5, { 'content-type': 'text/plain' });
    await store.kill();
    await store.start();
    const url = `${store.publicUrl}/${store.bucket}/a/b.txt`;
    const read = await fetch(url);
    expect([read.headers.get('content-type'), await read.text()]).toEqual(['text/plain', 'hello']);
    expect((await fetch(url, { method: 'PUT', body: 'mine' })).status).toBe(403);
    expect((await fetch(`${store.publicUrl}/${store.bucket}`)).status).toBe(403);
  });

  test('a request with another access key is refused', async () => {
    await using store = await objectStoreForTest();
    const stranger = clientOf({ ...store, accessKey: 'guessed' });
    await expect(stranger.putObject(store.bucket, 'x', 'x')).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
    });
  });

  test('an origin serves its routes and counts the requests of each', async () => {
    await using origin = await originForTest({ '/a': (_, response) => response.end('a') });
    expect(await (await fetch(`${origin.url}/a?x=1`)).text()).toBe('a');
    expect((await fetch(`${origin.url}/b`)).status).toBe(404);
    expect(Object.fromEntries(origin.hits)).toEqual({ '/a': 1, '/b': 1 });
  });

  test('waiting in vain says for what, and with which error', async () => {
    const never = () => Promise.reject(new Error('not yet'));
    const waited = waitFor('the moon', never, { timeoutMs: 50 });
    await expect(waited).rejects.toMatchObject({
      message: 'Waited 50 ms for the moon',
      cause: new Error('not yet'),
    });
  });
});

async function connected(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

function clientOf({
  endpoint,
  accessKey,
  secretKey,
}: {
  endpoint: string;
  accessKey: string;
  secretKey: string;
}) {
  const { hostname, port } = new URL(endpoint);
  return new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey });
}
