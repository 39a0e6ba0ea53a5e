import pino from 'pino';
import { afterAll, expect, test } from 'vitest';
import { buildApp } from '../app.ts';
import { emptyReads } from '../testing/empty-reads.ts';
import { settings } from '../testing/gateway.ts';

const lines: Record<string, unknown>[] = [];
const app = buildApp({
  ...settings,
  log: () => {
    throw new Error('no request here needs the log');
  },
  reads: emptyReads,
  checks: {},
  logger: pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }),
});
afterAll(() => app.close());

test.each([
  ['an answer', '/v1/requests', 200],
  ['a refusal', '/v1/requests?limit=0', 400],
  ['a path that is unknown', '/nothing', 404],
  ['a path that cannot be decoded', '/status/%E0%A4', 400],
])('%s has an id, which stands in its line of the log', async (_what, url, status) => {
  const answer = await app.inject(url);
  expect(answer.statusCode).toBe(status);
  const id = answer.headers['x-request-id'];
  expect(id).toMatch(/^[\w-]{36}$/);
  expect(lines).toContainEqual(expect.objectContaining({ xRequestId: id, status }));
});

test.each([
  ['order:42/7', false],
  ['a b', false],
  ['x'.repeat(129), false],
  ['', false],
  ['x'.repeat(128), true],
  ['3f6c1a52-8a1e-4d55-9b0e-6a4f0f2d9c11', true],
  ['Root=1-67891233-abcdef012345678912345678', true],
])('the id %j of a client is kept: %s', async (given, kept) => {
  const { headers } = await app.inject({ url: '/v1/requests', headers: { 'x-request-id': given } });
  expect(headers['x-request-id'] === given).toBe(kept);
});
