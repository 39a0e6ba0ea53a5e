import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppDependencies, buildApp } from '../app.ts';
import { emptyReads } from '../testing/empty-reads.ts';
import { settings } from '../testing/gateway.ts';

/** What Chromium and Firefox ask for when a person goes to an address. */
const AS_BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const PAGE = '<!doctype html><title>The console</title>';
const SCRIPT = 'export const built = true;\n'.repeat(40);

const opened: { close(): unknown }[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-console-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'secret'), 'not for everyone');
  await writeFile(join(folder, 'assets', 'index-a1.js'), SCRIPT);
  await writeFile(join(folder, 'assets', 'index-a1.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(folder, 'assets', 'index-a1.js.gz'), gzipSync(SCRIPT));
  await writeFile(join(folder, 'assets', 'icon-b2.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
});
afterAll(async () => {
  for (const app of opened) await app.close();
  await rm(folder, { recursive: true });
});

/** A gateway whose keys nobody has: what it answers here is for everyone. */
function gateway(overrides: Partial<AppDependencies> = {}) {
  const log = () => {
    throw new Error('no page needs the log');
  };
  const app = buildApp({ ...settings, log, reads: emptyReads, checks: {}, keys: () => null, ...overrides });
  opened.push(app);
  return app;
}

test('a browser gets the console, and asks again each time whether it has changed', async () => {
  const app = gateway({ consoleFolder: folder });
  const page = await app.inject({ url: '/', headers: AS_BROWSER });
  expect([page.statusCode, page.body]).toEqual([200, PAGE]);
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    vary: expect.stringContaining('accept'),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  });
  const { etag } = page.headers;
  const again = await app.inject({ url: '/', headers: { ...AS_BROWSER, 'if-none-match': String(etag) } });
  expect([again.statusCode, again.body]).toEqual([304, '']);
});

test("the console's policy lets nothing in but its own files, and pictures", async () => {
  const { headers } = await gateway({ consoleFolder: folder }).inject({ url: '/', headers: AS_BROWSER });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("connect-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*/);
});

test.each([
  undefined,
  '*/*',
  'application/json',
  'application/json, text/plain, */*',
  'text/html;q=0.1, */*',
])('who asks for %s gets JSON at /', async (accept) => {
  const app = gateway({ consoleFolder: folder });
  const { statusCode, headers, body } = await app.inject({ url: '/', headers: accept ? { accept } : {} });
  expect([statusCode, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  expect(JSON.parse(body)).toMatchObject({ name: 'Halftone', openapi: '/openapi.json' });
});

test('each page of the console is the console in a browser, and a 404 for any other client', async () => {
  const app = gateway({ consoleFolder: folder });
  for (const url of ['/requests', '/requests/6f1c2c1e', '/webhooks', '/system']) {
    expect((await app.inject({ url, headers: AS_BROWSER })).body).toBe(PAGE);
    const other = await app.inject({ url });
    expect([other.statusCode, other.json().code]).toEqual([404, 'route_not_found']);
  }
  expect((await app.inject({ url: '/nothing', headers: AS_BROWSER })).statusCode).toBe(404);
});

test('a file with its hash in the name is compressed already, and may be kept for ever', async () => {
  const app = gateway({ consoleFolder: folder });
  const url = '/assets/index-a1.js';
  const script = await app.inject({ url, headers: { 'accept-encoding': 'gzip, deflate, br' } });
  expect(script.headers).toMatchObject({
    'content-type': expect.stringMatching(/^(text|application)\/javascript; charset=utf-8$/),
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: expect.stringContaining('accept-encoding'),
  });
  expect(brotliDecompressSync(script.rawPayload).toString()).toBe(SCRIPT);
  expect((await app.inject({ url })).body).toBe(SCRIPT);
  const icon = await app.inject({ url: '/assets/icon-b2.svg', headers: { 'accept-encoding': 'br' } });
  expect(icon.headers).toMatchObject({ 'content-type': expect.stringMatching(/^image\/svg\+xml/) });
  expect(icon.headers).not.toHaveProperty('content-encoding');
});

test.each([
  '/assets/../secret',
  '/assets/..%2fsecret',
  '/assets/%2e%2e/secret',
  '/assets/..%5csecret',
  '/assets/gone.js',
  '/assets/',
])('there is nothing at %s', async (url) => {
  const answer = await gateway({ consoleFolder: folder }).inject({ url, headers: AS_BROWSER });
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(answer.statusCode).toBeLessThan(500);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
});

test('without a built console, a browser is told how to build it, and the API is as ever', async () => {
  const app = gateway();
  const page = await app.inject({ url: '/', headers: AS_BROWSER });
  expect([page.statusCode, page.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
  expect(page.body).toContain('npm run build-console');
  expect((await app.inject('/')).statusCode).toBe(200);
  expect((await app.inject('/healthz')).statusCode).toBe(200);
});
