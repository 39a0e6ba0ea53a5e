import { hash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { type AppDependencies, buildApp } from '../app.ts';
import { serve } from '../http/server.ts';
import { Problem } from '../problems/problems.ts';
import { emptyReads } from '../testing/empty-reads.ts';
import { settings } from '../testing/gateway.ts';
import { head, rawClient } from '../testing/raw-client.ts';
import { createKeyring } from './keyring.ts';

const away = () => {
  throw new Problem('log_unavailable', 'The event log is not connected yet.');
};
const keys = createKeyring(['shop', 'stall'].map((name) => `${name}:${hash('sha256', name)}`));

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const app of opened.splice(0)) await app[Symbol.asyncDispose]();
});

function appWith(overrides: Partial<AppDependencies>) {
  const app = buildApp({ ...settings, log: away, checks: {}, reads: emptyReads, ...overrides });
  opened.push({ [Symbol.asyncDispose]: () => app.close() });
  return app;
}

const ORIGIN = 'https://shop.example';
const preflight = {
  method: 'OPTIONS',
  url: '/v1/requests',
  headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
} as const;

test('no page of another origin may call, unless its origin is named', async () => {
  const closed = appWith({ keys });
  for (const asked of [preflight, { ...preflight, method: 'GET' } as const]) {
    const { headers } = await closed.inject(asked);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});

test('a named origin may ask without a key, and read what it needs of every answer', async () => {
  const app = appWith({ keys, corsOrigins: [ORIGIN] });
  const asked = await app.inject(preflight);
  expect(asked.statusCode).toBe(204);
  expect(asked.headers).toMatchObject({
    'access-control-allow-origin': ORIGIN,
    'access-control-allow-headers': expect.stringContaining('authorization'),
    vary: expect.stringContaining('Origin'),
  });
  const refused = await app.inject({ url: '/v1/requests', headers: { origin: ORIGIN } });
  expect(refused.statusCode).toBe(401);
  expect(refused.headers).toMatchObject({
    'access-control-allow-origin': ORIGIN,
    'access-control-expose-headers': expect.stringContaining('retry-after'),
  });
  expect(refused.headers).not.toHaveProperty('access-control-allow-credentials');
});

test('where origins are named, an unknown address is still a 404, and a wrong method a 405', async () => {
  const app = appWith({ corsOrigins: [ORIGIN] });
  expect((await app.inject('//docs')).statusCode).toBe(404);
  expect((await app.inject('/docs/static/..%2f..%2fpackage.json')).statusCode).toBe(404);
  const refused = await app.inject({ method: 'PUT', url: '/upload' });
  expect([refused.statusCode, refused.headers.allow]).toEqual([405, 'POST, OPTIONS']);
});

test.each([
  'https://shop.example.evil.example',
  'http://shop.example',
  'https://shop.example:444',
  'https://SHOP.example',
  'null',
  '*',
])('%s is no named origin', async (origin) => {
  const app = appWith({ corsOrigins: [ORIGIN] });
  const { headers } = await app.inject({ ...preflight, headers: { ...preflight.headers, origin } });
  expect(headers['access-control-allow-origin']).not.toBe(origin);
  expect(headers['access-control-allow-origin']).not.toBe('*');
});

test.each([
  ['/upload', 'PUT', 'POST, OPTIONS'],
  ['/v1/requests', 'DELETE', 'GET, HEAD, POST, OPTIONS'],
  ['/v1/requests/abc', 'POST', 'DELETE, GET, HEAD, OPTIONS'],
  ['/v1/requests/abc/output.csv?x=1', 'HEAD', 'GET, OPTIONS'],
  ['/healthz', 'TRACE', 'GET, HEAD, OPTIONS'],
] as const)('%s says which methods it takes instead of %s', async (url, method, allow) => {
  const app = appWith({ keys });
  const refused = await app.inject({ url, method: method as 'PUT' });
  expect(refused.statusCode).toBe(405);
  expect(String(refused.headers.allow).split(', ').sort()).toEqual(allow.split(', ').sort());
  const options = await app.inject({ url, method: 'OPTIONS' });
  expect([options.statusCode, options.headers.allow]).toEqual([204, refused.headers.allow]);
});

test('an address that guesses keys is refused before its key is looked at, and others are not', async () => {
  const app = appWith({ keys, failedKeysPerMinute: 3 });
  const ask = (key: string, remoteAddress = '192.0.2.1') =>
    app.inject({ url: '/v1/requests', headers: { 'x-api-key': key }, remoteAddress });
  for (let guess = 0; guess < 3; guess++) expect((await ask(`guess-${guess}`)).statusCode).toBe(401);
  const refused = await ask('guess-4');
  expect(refused.statusCode).toBe(429);
  expect(refused.json()).toMatchObject({ code: 'too_many_requests' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await ask('shop')).statusCode).toBe(429);
  expect((await ask('shop', '192.0.2.2')).statusCode).toBe(200);
});

test('an address has a pace of its own, whatever it asks for, and the probes none', async () => {
  const app = appWith({ keys, requestsPerMinutePerAddress: 3 });
  const ask = (url: string, remoteAddress = '192.0.2.1') =>
    app.inject({ url, headers: { 'x-api-key': 'shop' }, remoteAddress });
  const first = await ask('/v1/requests');
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': '2' });
  await ask('/nothing');
  await ask('/openapi.json');
  expect((await ask('/nothing')).statusCode).toBe(429);
  expect((await ask('/healthz')).statusCode).toBe(200);
  expect((await ask('/v1/requests', '192.0.2.2')).statusCode).toBe(200);
});

test('an IPv6 address shares its pace with its network, and X-Forwarded-For counts only from a proxy', async () => {
  const limits = { requestsPerMinutePerAddress: 1 };
  const direct = appWith(limits);
  const ask = (app: typeof direct, remoteAddress: string, forwarded = '192.0.2.9') =>
    app.inject({ url: '/nothing', remoteAddress, headers: { 'x-forwarded-for': forwarded } });
  expect((await ask(direct, '2001:db8::1')).statusCode).toBe(404);
  expect((await ask(direct, '2001:db8::2', '192.0.2.8')).statusCode).toBe(429);
  const behind = appWith({ ...limits, trustedProxies: ['10.0.0.0/8'] });
  expect((await ask(behind, '10.0.0.1', '192.0.2.1')).statusCode).toBe(404);
  expect((await ask(behind, '10.0.0.1', '192.0.2.2')).statusCode).toBe(404);
  expect((await ask(behind, '10.0.0.1', '192.0.2.2')).statusCode).toBe(429);
});

test('uploads have so many places, of which one key takes a quarter, and who goes away makes room', async () => {
  const app = appWith({ keys, concurrency: { uploads: 8 } });
  const server = await serve(app, { host: '127.0.0.1', port: 0 });
  opened.unshift(server);
  const url = `http://127.0.0.1:${server.address.port}`;
  const fields = { 'content-type': 'application/json', 'content-length': 10, 'x-api-key': 'shop' };
  const held = [await rawClient(url), await rawClient(url)];
  for (const socket of held) socket.write(head('POST /v1/requests', fields));
  const upload = async (key: string) => {
    const headers = { 'content-type': 'application/json', 'x-api-key': key };
    const answer = await fetch(`${url}/v1/requests`, { method: 'POST', headers, body: '{}' });
    return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
  };
  await expect.poll(() => upload('shop')).toEqual({ status: 429, retryAfter: '10' });
  expect((await upload('stall')).status).toBe(503);
  for (const socket of held) socket.destroy();
  await expect.poll(async () => (await upload('shop')).status).toBe(503);
});
