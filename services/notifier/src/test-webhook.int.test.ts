import { once } from 'node:events';
import { createServer } from 'node:net';
import type { WebhookTest } from '@halftone/contracts';
import { connectLog, type EventLog } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notifierForTest, receiverForTest, SECRET, type TestNotifier } from './notifier.fixture.ts';

const parts = new AsyncDisposableStack();
let notifier: TestNotifier;
let gateway: EventLog;

beforeAll(async () => {
  notifier = parts.use(await notifierForTest({ WEBHOOK_TIMEOUT_MS: '500' }));
  const url = notifier.nats.urlOf('gateway');
  gateway = parts.use(
    await connectLog({ url, service: 'gateway', logger: createLogger('gateway', 'silent') }),
  );
});
afterAll(() => parts.disposeAsync());

const ask = (test: WebhookTest) => gateway.webhookTests.ask(test, 10_000);

test('a test is signed like a delivery, and the answer shows what was sent and what came back', async () => {
  await using receiver = await receiverForTest((response) =>
    response.writeHead(202, { 'x-receiver': 'shop' }).end('x'.repeat(5000)),
  );
  const result = await ask({ url: receiver.url, event: 'webhook.test' });
  expect(result).toMatchObject({
    delivered: true,
    error: null,
    sent: { url: receiver.url, headers: { 'content-type': 'application/json' } },
    received: { status: 202, headers: { 'x-receiver': 'shop' }, body: 'x'.repeat(1024), truncated: true },
  });
  const [arrived] = receiver.received;
  expect(arrived?.body).toBe(result.sent.body);
  expect(new Webhook(SECRET).verify(result.sent.body, result.sent.headers)).toMatchObject({
    type: 'webhook.test',
    schemaVersion: 1,
  });
});

test('a receiver may be tried with any of the webhooks', async () => {
  await using receiver = await receiverForTest((response) => response.writeHead(200).end('ok'));
  const { sent, received } = await ask({ url: receiver.url, event: 'request.progress' });
  expect(JSON.parse(sent.body)).toMatchObject({ type: 'request.progress', data: { progress: 50 } });
  expect(received).toMatchObject({ body: 'ok', truncated: false });
});

test('what does not count as delivered says why', async () => {
  await using receiver = await receiverForTest((response) =>
    response.writeHead(302, { location: '/elsewhere' }).end(),
  );
  expect(await ask({ url: receiver.url, event: 'webhook.test' })).toMatchObject({
    delivered: false,
    received: { status: 302 },
    error: { code: 'not_confirmed', detail: 'The receiver answered 302, and redirects are not followed.' },
  });
});

test('a receiver that is private, silent or not there is an error with its code, and nothing is received', async () => {
  expect(await ask({ url: 'http://10.0.0.7/hook', event: 'webhook.test' })).toMatchObject({
    delivered: false,
    received: null,
    error: { code: 'blocked_address' },
  });
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : 0;
  expect(await ask({ url: `http://127.0.0.1:${port}/`, event: 'webhook.test' })).toMatchObject({
    error: { code: 'timeout' },
  });
  silent.close();
});

test('nothing of a test stands in the log', async () => {
  expect(await notifier.log.lastSequence()).toBe(0);
});
