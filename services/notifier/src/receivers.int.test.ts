import { waitFor } from '@halftone/local-stack/testing';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { notifierForTest, receiverForTest, SECRET } from './notifier.fixture.ts';

test('a receiver that answers 410 is not called again', async () => {
  await using receiver = await receiverForTest((response) => response.writeHead(410).end());
  await using notifier = await notifierForTest();
  await notifier.complete('r1', receiver.url);
  expect(await notifier.ended('r1')).toMatchObject([{ attempt: 1, outcome: 'rejected', statusCode: 410 }]);
});

test('a redirect is a failure, and is not followed', async () => {
  await using elsewhere = await receiverForTest();
  await using receiver = await receiverForTest((response) =>
    response.writeHead(307, { location: elsewhere.url }).end(),
  );
  await using notifier = await notifierForTest({ WEBHOOK_RETRY_SCHEDULE: '0.01' });
  await notifier.complete('r1', receiver.url);
  expect(await notifier.ended('r1')).toMatchObject([
    { outcome: 'retrying', statusCode: 307, error: expect.stringContaining('redirects are not followed') },
    { outcome: 'exhausted', statusCode: 307 },
  ]);
  expect(elsewhere.received).toEqual([]);
});

test('a Retry-After later than the schedule puts the next attempt off', async () => {
  await using receiver = await receiverForTest((response) =>
    response.writeHead(503, { 'retry-after': '600' }).end(),
  );
  await using notifier = await notifierForTest();
  const before = Date.now();
  await notifier.complete('r1', receiver.url);
  const attempted = await waitFor('the first attempt', async () => (await notifier.attempts('r1'))[0]);
  const nextAttemptAt = attempted.outcome === 'retrying' ? attempted.nextAttemptAt : '';
  expect(Date.parse(nextAttemptAt)).toBeGreaterThanOrEqual(before + 600_000);
});

test('a receiver that does not answer in time is tried again', async () => {
  await using receiver = await receiverForTest((response, { length }) => {
    if (length > 1) response.writeHead(200).end();
  });
  await using notifier = await notifierForTest({ WEBHOOK_TIMEOUT_MS: '200' });
  await notifier.complete('r1', receiver.url);
  const attempts = await notifier.ended('r1');
  expect(attempts).toMatchObject([
    { outcome: 'retrying', error: expect.any(String) },
    { outcome: 'delivered' },
  ]);
  expect(attempts[0]?.statusCode).toBeUndefined();
});

test('a receiver that cannot be reached is tried again', async () => {
  const receiver = await receiverForTest();
  await receiver[Symbol.asyncDispose]();
  await using notifier = await notifierForTest({ WEBHOOK_RETRY_SCHEDULE: '0.01' });
  await notifier.complete('r1', receiver.url);
  const outcomes = (await notifier.ended('r1')).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['retrying', 'exhausted']);
});

test('a private address is rejected unless it is allowed', async () => {
  await using receiver = await receiverForTest();
  await using notifier = await notifierForTest({ OUTBOUND_ALLOW: '' });
  await notifier.complete('r1', receiver.url);
  expect(await notifier.ended('r1')).toMatchObject([{ outcome: 'rejected', error: expect.any(String) }]);
  expect(receiver.received).toEqual([]);
});

test('the default receiver gets the webhooks of requests that name none', async () => {
  await using named = await receiverForTest();
  await using fallback = await receiverForTest();
  await using notifier = await notifierForTest({ WEBHOOK_URL: fallback.url });
  await notifier.complete('r1');
  await notifier.complete('r2', named.url);
  await notifier.ended('r1');
  await notifier.ended('r2');
  expect(fallback.received.map(({ headers }) => headers['webhook-id'])).toEqual(['msg_r1']);
  expect(named.received.map(({ headers }) => headers['webhook-id'])).toEqual(['msg_r2']);
});

test('a token in the address reaches the receiver and does not stand in the event', async () => {
  await using receiver = await receiverForTest();
  await using notifier = await notifierForTest();
  await notifier.complete('r1', `${receiver.url}?token=private`);
  expect(await notifier.ended('r1')).toMatchObject([{ outcome: 'delivered', url: receiver.url }]);
  expect(receiver.received[0]?.path).toBe('/hook?token=private');
});

test('while a secret is rotated, receivers with either of the two accept the webhook', async () => {
  const fresh = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  await using receiver = await receiverForTest();
  await using notifier = await notifierForTest({ WEBHOOK_SECRETS: `${fresh},${SECRET}` });
  await notifier.complete('r1', receiver.url);
  await notifier.ended('r1');
  const [{ body, headers } = { body: '', headers: {} }] = receiver.received;
  const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  expect(new Webhook(fresh).verify(body, sent)).toMatchObject({ requestId: 'r1' });
  expect(new Webhook(SECRET).verify(body, sent)).toMatchObject({ requestId: 'r1' });
});

test('hundreds of webhooks that wait for a hanging receiver do not hold up the one for another', async () => {
  const hanging = Promise.withResolvers<void>();
  await using healthy = await receiverForTest();
  await using dead = await receiverForTest(async (response) => {
    await hanging.promise;
    response.writeHead(204).end();
  });
  await using notifier = await notifierForTest({
    WEBHOOK_URL: dead.url,
    WEBHOOK_CONCURRENCY: '4',
    WEBHOOK_RECEIVER_CONCURRENCY: '2',
    WEBHOOK_TIMEOUT_MS: '60000',
  });
  await Promise.all(Array.from({ length: 500 }, (_, index) => notifier.complete(`dead${index}`)));
  await waitFor('the dead receiver to have all its slots taken', () => dead.received.length === 2);
  // Behind the others it would wait until the test hangs up.
  await notifier.complete('r1', healthy.url);
  await waitFor('the webhook of the healthy receiver', () => healthy.received.length === 1);
  expect(dead.received).toHaveLength(2);
  hanging.resolve();
});
