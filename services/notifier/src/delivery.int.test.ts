import { waitFor } from '@halftone/local-stack/testing';
import { LogUnavailableError } from '@halftone/messaging';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { notifierForTest, type Received, receiverForTest, SECRET } from './notifier.fixture.ts';

const ids = (received: Received[]) => received.map(({ headers }) => headers['webhook-id']);

const verify = ({ body, headers }: Received) =>
  new Webhook(SECRET).verify(body, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  });

test('a webhook that fails three times is delivered the fourth, with the same id and body, and every attempt is an event', async () => {
  await using receiver = await receiverForTest((response, { length }) =>
    response.writeHead(length <= 3 ? 500 : 200).end(),
  );
  await using notifier = await notifierForTest();
  await notifier.complete('r1', receiver.url);
  const attempts = await notifier.ended('r1');

  expect(attempts).toMatchObject([
    { attempt: 1, outcome: 'retrying', statusCode: 500, nextAttemptAt: expect.any(String) },
    { attempt: 2, outcome: 'retrying', statusCode: 500, nextAttemptAt: expect.any(String) },
    { attempt: 3, outcome: 'retrying', statusCode: 500, nextAttemptAt: expect.any(String) },
    { attempt: 4, outcome: 'delivered', statusCode: 200, deliveryId: 'msg_r1', url: receiver.url },
  ]);
  expect(ids(receiver.received)).toEqual(['msg_r1', 'msg_r1', 'msg_r1', 'msg_r1']);
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  expect(receiver.received.map(verify)).toMatchObject(
    Array(4).fill({ requestId: 'r1', outputCsvUrl: 'https://halftone.example/api/download/r1' }),
  );
});

test('a log that is read again from its beginning sends no webhook twice', async () => {
  await using receiver = await receiverForTest();
  await using notifier = await notifierForTest();
  await notifier.complete('r1', receiver.url);
  await notifier.ended('r1');
  await notifier.restart({ fromStart: true });
  // Completions are taken in order, so that the first was looked at when the second is delivered.
  await notifier.complete('r2', receiver.url);
  await notifier.ended('r2');
  expect(ids(receiver.received)).toEqual(['msg_r1', 'msg_r2']);
});

test('a notifier that is started again goes on with the next attempt', async () => {
  await using receiver = await receiverForTest((response, { length }) =>
    response.writeHead(length === 1 ? 500 : 200).end(),
  );
  await using notifier = await notifierForTest({ WEBHOOK_RETRY_SCHEDULE: '0.5' });
  await notifier.complete('r1', receiver.url);
  await waitFor('the first attempt', async () => (await notifier.attempts('r1')).length === 1);
  await notifier.restart();
  expect(await notifier.ended('r1')).toMatchObject([
    { attempt: 1, outcome: 'retrying' },
    { attempt: 2, outcome: 'delivered' },
  ]);
});

test('a webhook is posted once, however long the log is full when its attempt is to be recorded', async () => {
  await using receiver = await receiverForTest();
  let refusals = 3;
  await using notifier = await notifierForTest({}, (publish) => (name, data, options) => {
    if (refusals-- > 0) return Promise.reject(new LogUnavailableError('full', 'the log is full'));
    return publish(name, data, options);
  });
  await notifier.complete('r1', receiver.url);
  expect(await notifier.ended('r1')).toMatchObject([{ attempt: 1, outcome: 'delivered' }]);
  expect(refusals).toBeLessThan(0);
  expect(ids(receiver.received)).toEqual(['msg_r1']);
});

test('a notifier that ends before its attempt is recorded makes it again under the same number', async () => {
  await using receiver = await receiverForTest();
  let full = true;
  await using notifier = await notifierForTest({}, (publish) => (name, data, options) => {
    if (full) return Promise.reject(new LogUnavailableError('full', 'the log is full'));
    return publish(name, data, options);
  });
  await notifier.complete('r1', receiver.url);
  await waitFor('the first attempt', () => receiver.received.length === 1);
  const restarted = notifier.restart();
  full = false;
  await restarted;
  expect(await notifier.ended('r1')).toMatchObject([{ attempt: 1, outcome: 'delivered' }]);
  expect(ids(receiver.received)).toEqual(['msg_r1', 'msg_r1']);
});

test('a delivery is exhausted when the last attempt of the schedule has failed', async () => {
  await using receiver = await receiverForTest((response) => response.writeHead(500).end());
  await using notifier = await notifierForTest({ WEBHOOK_RETRY_SCHEDULE: '0.01,0.01' });
  await notifier.complete('r1', receiver.url);
  const attempts = await notifier.ended('r1');
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['retrying', 'retrying', 'exhausted']);
});
