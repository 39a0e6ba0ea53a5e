import type { WebhookTest, WebhookTestResult } from '@halftone/contracts';
import { natsForTest } from '@halftone/local-stack/testing';
import { connectLog, type EventLog } from '@halftone/messaging';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../app.ts';
import type { App } from '../../http/type-provider.ts';
import { anyKey } from '../../testing/client.ts';
import { emptyReads } from '../../testing/empty-reads.ts';
import { settings, silent } from '../../testing/gateway.ts';

const parts = new AsyncDisposableStack();
let app: App;
let notifier: EventLog;

beforeAll(async () => {
  const nats = parts.use(await natsForTest());
  const log = parts.use(await connectLog({ url: nats.urlOf('gateway'), service: 'gateway', logger: silent }));
  notifier = parts.use(
    await connectLog({ url: nats.urlOf('notifier'), service: 'notifier', logger: silent }),
  );
  app = buildApp({
    ...settings,
    keys: anyKey,
    log: () => log,
    reads: emptyReads,
    checks: {},
    webhookTestsPerMinute: 3,
  });
});
afterAll(async () => {
  await app.close();
  await parts.disposeAsync();
});

const post = async (key: string, payload: object) => {
  const { statusCode, headers, body } = await app.inject({
    method: 'POST',
    url: '/v1/webhooks/test',
    headers: { 'x-api-key': key },
    payload,
  });
  return { statusCode, headers, body: JSON.parse(body) };
};

const RESULT: WebhookTestResult = {
  delivered: true,
  durationMs: 12,
  sent: { url: 'https://shop.example/hook', headers: { 'webhook-id': 'msg_test_1' }, body: '{}' },
  received: { status: 204, headers: { server: 'shop' }, body: '', truncated: false },
  error: null,
};

test('a test is asked of the notifier, and its answer is shown', async () => {
  const asked: WebhookTest[] = [];
  await using _answering = notifier.webhookTests.answer(async (test) => {
    asked.push(test);
    return RESULT;
  });
  // The server has taken the subscription once it answers what was asked behind it.
  await notifier.lastSequence();
  const url = 'https://shop.example/hook';
  expect(await post('acme', { url })).toMatchObject({ statusCode: 200, body: RESULT });
  expect(await post('acme', { url, event: 'request.completed' })).toMatchObject({ statusCode: 200 });
  expect(asked).toEqual([
    { url, event: 'webhook.test' },
    { url, event: 'request.completed' },
  ]);
});

test('without a notifier it is a 503 at once', async () => {
  expect(await post('bolt', { url: 'https://shop.example/hook' })).toMatchObject({
    statusCode: 503,
    headers: { 'retry-after': expect.any(String) },
    body: { code: 'notifier_unavailable' },
  });
});

test.each([
  [{ url: 'ftp://shop.example/' }, 'invalid_webhook_url'],
  [{ url: 'https://user:secret@shop.example/' }, 'invalid_webhook_url'],
  [{ url: 'https://shop.example/', event: 'webhook.lost' }, 'invalid_request'],
  [{ webhookUrl: 'https://shop.example/' }, 'invalid_request'],
])('%j is refused as %s', async (payload, code) => {
  expect(await post('carp', payload)).toMatchObject({ statusCode: 400, body: { code } });
});

test('tests have a limit of their own, for each key', async () => {
  const url = 'https://shop.example/hook';
  for (let asked = 0; asked < 3; asked++) expect((await post('dune', { url })).statusCode).toBe(503);
  expect(await post('dune', { url })).toMatchObject({ statusCode: 429, body: { code: 'too_many_requests' } });
  expect((await post('echo', { url })).statusCode).toBe(503);
});
