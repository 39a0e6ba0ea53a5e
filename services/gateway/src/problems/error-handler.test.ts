import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../app.ts';
import { type Server, serve } from '../http/server.ts';
import type { App } from '../http/type-provider.ts';
import { emptyReads } from '../testing/empty-reads.ts';
import { settings } from '../testing/gateway.ts';
import { Problem } from './problems.ts';

const away = () => {
  throw new Problem('log_unavailable', 'The event log is not connected yet.');
};

let app: App;
let server: Server;

beforeAll(async () => {
  app = buildApp({
    ...settings,
    log: away,
    checks: {},
    reads: {
      ...emptyReads,
      request: () => Promise.reject(new Error('password authentication failed for 10.0.0.7')),
    },
  });
  app.get('/broken', async () => {
    throw new TypeError('cannot read 10.0.0.7');
  });
  app.post('/json', async () => ({}));
  server = await serve(app, { host: '127.0.0.1', port: 0 });
});

afterAll(() => server[Symbol.asyncDispose]());

test.each([
  ['an unknown address', { method: 'GET', url: '/nothing' }, 404, 'route_not_found'],
  ['a method that a path does not take', { method: 'DELETE', url: '/upload' }, 405, 'method_not_allowed'],
  ['a method that comes with a body', { method: 'QUERY', url: '/healthz' }, 405, 'method_not_allowed'],
  ['a path that cannot be decoded', { method: 'GET', url: '/status/%E0%A4' }, 400, 'invalid_request'],
  [
    'invalid JSON',
    { method: 'POST', url: '/json', headers: { 'content-type': 'application/json' }, body: '{' },
    400,
    'invalid_request',
  ],
  [
    'a body that is too large',
    {
      method: 'POST',
      url: '/json',
      headers: { 'content-type': 'application/json' },
      body: `"${'x'.repeat(2_000_000)}"`,
    },
    413,
    'body_too_large',
  ],
  [
    'content of a kind that is not supported',
    { method: 'POST', url: '/json', headers: { 'content-type': 'application/xml' }, body: '<a/>' },
    415,
    'unsupported_media_type',
  ],
  [
    'an upload that is no form',
    { method: 'POST', url: '/upload', headers: { 'content-type': 'text/csv' }, body: 'a,b' },
    415,
    'unsupported_media_type',
  ],
  [
    'a notification that is no JSON',
    { method: 'POST', url: '/webhook', headers: { 'content-type': 'text/csv' }, body: 'a,b' },
    415,
    'unsupported_media_type',
  ],
  ['an upload without anything', { method: 'POST', url: '/api/upload' }, 415, 'unsupported_media_type'],
  ['a mistake of ours', { method: 'GET', url: '/broken' }, 500, 'internal_error'],
  ['a database that is away', { method: 'GET', url: '/api/status/abc' }, 503, 'database_unavailable'],
] as const)('%s is a problem document', async (_what, request, status, code) => {
  const answer = await app.inject(request);
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/);
  const problem = answer.json();
  expect(problem).toMatchObject({
    type: `https://halftone.example/docs/errors#${code}`,
    status,
    code,
    title: expect.any(String),
    detail: expect.any(String),
    error: expect.any(String),
    hint: expect.any(String),
  });
  expect(answer.body).not.toContain('10.0.0.7');
  expect(answer.headers['retry-after']).toBe(status === 503 ? '5' : undefined);
});

test.each([
  ['what is no HTTP', 'HELLO\r\n\r\n', 400],
  ['header fields that are too large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('%s is answered with a problem document, and the connection is closed', async (_what, bytes, status) => {
  const socket = connect(server.address.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  const [head, body] = (await text(socket)).split('\r\n\r\n');
  expect(head).toMatch(/^x-request-id: [\w-]{36}$/m);
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(body ?? '')).toMatchObject({ status, code: expect.any(String) });
});

test.each([
  ['/webhook', /JSON.*application\/json/],
  ['/upload', /form.*file=@catalogue\.csv/],
  ['/v1/catalogues', /Content-Type/],
])('content of another kind at %s is refused with a hint at the kind that is right', async (url, hint) => {
  const answer = await app.inject({ method: 'POST', url, headers: { 'content-type': 'text/x' }, body: 'a' });
  expect(answer.json()).toMatchObject({ status: 415, hint: expect.stringMatching(hint) });
});
