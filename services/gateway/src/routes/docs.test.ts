import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildApp } from '../app.ts';
import { emptyReads } from '../testing/empty-reads.ts';
import { settings } from '../testing/gateway.ts';

const app = buildApp({
  ...settings,
  log: () => {
    throw new Error('no document needs the log');
  },
  reads: emptyReads,
  checks: {},
  // The documents are for everyone, whoever may use the API.
  keys: () => null,
});
afterAll(() => app.close());

const documents = join(import.meta.dirname, '../../../../docs');

test.each(['openapi.json', 'asyncapi.json'])('/%s is the document that stands in docs/', async (name) => {
  const answer = await app.inject(`/${name}`);
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual(JSON.parse(await readFile(join(documents, name), 'utf8')));
});

test('/asyncapi.json names the NATS servers of the running system', async () => {
  const own = buildApp({
    ...settings,
    log: () => {
      throw new Error('no document needs the log');
    },
    reads: emptyReads,
    checks: {},
    eventsAt: ['nats.example:4222'],
  });
  const { servers } = (await own.inject('/asyncapi.json')).json();
  expect(servers).toMatchObject({ log: { host: 'nats.example:4222' } });
  await own.close();
});

test('/docs takes everything that it shows from the gateway itself', async () => {
  const page = await app.inject('/docs');
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toContain("default-src 'self'");
  const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
  expect(assets.length).toBeGreaterThan(4);
  for (const asset of assets) {
    expect((await app.inject(new URL(asset, 'http://gateway/docs').pathname)).statusCode, asset).toBe(200);
    expect(new URL(asset, 'http://gateway/docs').host, asset).toBe('gateway');
  }
  expect((await app.inject('/docs/json')).json()).toMatchObject({ openapi: '3.1.1' });
});
