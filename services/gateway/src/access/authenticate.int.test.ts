import { hash } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue, uploadForm } from '../testing/catalogue.ts';
import { systemForTest, type TestSystem } from '../testing/gateway.ts';
import { project } from '../testing/projected.ts';
import { createKeyring } from './keyring.ts';

const SHOP = { authorization: 'Bearer htk_shop' };
const STALL = { 'x-api-key': 'htk_stall' };
const GOOD = catalogue(['https://a.example/1.jpg']);

let system: TestSystem;
const PRODUCT = {
  id: 7,
  name: 'Lamp',
  images: [{ url: 'https://a.example/1.jpg', outputUrl: 'https://out.example/1.jpg' }],
};

const lines: string[] = [];

beforeAll(async () => {
  const entries = ['shop', 'stall', 'public'].map((name) => `${name}:${hash('sha256', `htk_${name}`)}`);
  const overrides = {
    keys: createKeyring(entries),
    requestsPerMinute: 60,
    logger: pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }),
  };
  system = await systemForTest(overrides, async (readModel) => {
    await project(readModel, { id: 'filed', tenant: 'shop', completed: true, products: [PRODUCT] });
    await project(readModel, { id: 'earlier', tenant: 'public', completed: true, products: [] });
  });
});

afterAll(() => system[Symbol.asyncDispose]());

async function call(path: string, init: RequestInit = {}) {
  const response = await fetch(system.url + path, init);
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Record<string, unknown> };
}

const upload = (headers: Record<string, string>, path = '/api/upload') =>
  call(path, { method: 'POST', headers, body: uploadForm(GOOD) });

test.each([
  ['no key', {}],
  ['an empty key', { 'x-api-key': '' }],
  ['another key', { 'x-api-key': 'htk_other' }],
  ['the hash of a key', { authorization: `Bearer ${hash('sha256', 'htk_shop')}` }],
  ['another scheme', { authorization: 'Basic htk_shop' }],
  ['a wrong bearer beside a key', { authorization: 'Bearer no', ...STALL }],
])('%s is refused everywhere but at the probes', async (_what, headers) => {
  for (const path of ['/status/1', '/api/status/1', '/api/download/1', '/v1/requests/1']) {
    const refused = await call(path, { headers });
    expect(refused).toMatchObject({ status: 401, body: { code: 'unauthorized', error: expect.any(String) } });
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
  }
  for (const path of ['/upload', '/api/upload', '/v1/requests']) {
    expect(await upload(headers, path)).toMatchObject({ status: 401 });
  }
  expect(await call('/healthz', { headers })).toMatchObject({ status: 200 });
});

test.each(['/healthz', '/readyz', '/openapi.json', '/asyncapi.json', '/docs/'])(
  '%s needs no key',
  async (path) => {
    expect((await fetch(system.url + path)).status).toBe(200);
  },
);

test.each(['/healthz/', '/docs/..%2fstatus/1', '//healthz', '/nothing'])(
  '%s gives nothing away',
  async (path) => {
    expect([401, 404]).toContain((await fetch(system.url + path)).status);
  },
);

test('a request belongs to the name of its key, and is a 404 for any other', async () => {
  const { body } = await upload(SHOP);
  const id = String(body.requestId);
  expect((await system.log.lastEvent('request.accepted', id))?.event.data.tenant).toBe('shop');
  for (const path of [`/status/${id}`, `/api/status/${id}`]) {
    expect(await call(path, { headers: SHOP })).toMatchObject({ status: 200 });
    expect(await call(path, { headers: STALL })).toMatchObject({
      status: 404,
      body: { code: 'request_not_found' },
    });
  }
  const download = `/api/download/${id}`;
  expect((await call(download, { headers: SHOP })).body.code).toBe('output_not_available');
  expect((await call(download, { headers: STALL })).body.code).toBe('request_not_found');
});

test('a product, and what was filed, belong to the tenant of their request', async () => {
  expect(await call('/status/7', { headers: SHOP })).toMatchObject({ status: 200, body: { id: 7 } });
  expect(await call('/status/7', { headers: STALL })).toMatchObject({
    status: 404,
    body: { code: 'product_not_found' },
  });
  for (const path of ['/status/filed', '/api/status/filed', '/api/download/filed', '/v1/requests/filed']) {
    expect(await call(path, { headers: STALL })).toMatchObject({ status: 404 });
  }
});

test('what was uploaded before there were keys belongs to a key of the name public', async () => {
  const earlier = (headers: Record<string, string>) => call('/v1/requests/earlier', { headers });
  expect(await earlier({ 'x-api-key': 'htk_public' })).toMatchObject({ body: { id: 'earlier' } });
  expect(await earlier(SHOP)).toMatchObject({ status: 404, body: { code: 'request_not_found' } });
});

test('two tenants may use the same Idempotency-Key without knowing of each other', async () => {
  const under = { 'idempotency-key': 'monday' };
  const shop = await upload({ ...SHOP, ...under });
  const stall = await upload({ ...STALL, ...under });
  expect([shop.status, stall.status]).toEqual([202, 202]);
  expect(stall.headers.has('idempotency-replayed')).toBe(false);
  expect(stall.body.requestId).not.toBe(shop.body.requestId);
});

test('every key has a pace of its own, and hears when it may go on', async () => {
  const ask = () => call('/api/status/none', { headers: SHOP });
  let refused = await ask();
  for (let asked = 0; refused.status !== 429 && asked < 80; asked++) refused = await ask();
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'too_many_requests', error: expect.any(String) },
  });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await call('/api/status/none', { headers: STALL })).toMatchObject({ status: 404 });
  expect(await call('/healthz')).toMatchObject({ status: 200 });
});

test('no key stands in the log', () => {
  const logged = lines.join('');
  expect(logged).toContain('request answered');
  expect(logged).not.toMatch(/htk_/);
});
