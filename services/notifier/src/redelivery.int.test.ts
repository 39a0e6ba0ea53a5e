import { waitFor } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { notifierForTest, type Received, receiverForTest } from './notifier.fixture.ts';

const ids = (received: Received[]) => received.map(({ headers }) => headers['webhook-id']);

test('a redelivery that is asked for sends the same webhook again, beginning with the first attempt', async () => {
  await using receiver = await receiverForTest();
  await using notifier = await notifierForTest();
  await notifier.complete('r1', receiver.url);
  await notifier.ended('r1');
  await notifier.askForRedelivery('r1');
  await waitFor('the second attempt', async () => (await notifier.attempts('r1')).length === 2);
  expect(await notifier.attempts('r1')).toMatchObject([
    { attempt: 1, outcome: 'delivered' },
    { attempt: 1, outcome: 'delivered' },
  ]);
  expect(ids(receiver.received)).toEqual(['msg_r1', 'msg_r1']);
  expect(receiver.received[0]?.body).toBe(receiver.received[1]?.body);
});

test('a redelivery takes over a delivery that waits for its next attempt', async () => {
  await using receiver = await receiverForTest((response, { length }) =>
    response.writeHead(length === 1 ? 500 : 200).end(),
  );
  await using notifier = await notifierForTest({ WEBHOOK_RETRY_SCHEDULE: '3600' });
  await notifier.complete('r1', receiver.url);
  await waitFor('the first attempt', async () => (await notifier.attempts('r1')).length === 1);
  await notifier.askForRedelivery('r1');
  expect(await notifier.ended('r1')).toMatchObject([
    { attempt: 1, outcome: 'retrying' },
    { attempt: 1, outcome: 'delivered' },
  ]);
});

test('a redelivery of a request that is not known, or has no receiver, sends nothing', async () => {
  await using receiver = await receiverForTest();
  await using notifier = await notifierForTest();
  await notifier.complete('silent');
  await notifier.askForRedelivery('unknown');
  await notifier.askForRedelivery('silent');
  await notifier.complete('r1', receiver.url);
  await notifier.ended('r1');
  await notifier.askForRedelivery('r1');
  await waitFor('the redelivery', async () => (await notifier.attempts('r1')).length === 2);
  expect(ids(receiver.received)).toEqual(['msg_r1', 'msg_r1']);
  expect(await notifier.attempts('silent')).toEqual([]);
});

test('a redelivery that is asked for while an attempt is in flight is made, whatever that attempt comes to', async () => {
  const inFlight = Promise.withResolvers<void>();
  await using receiver = await receiverForTest(async (response, { length }) => {
    if (length === 1) await inFlight.promise;
    response.writeHead(204).end();
  });
  await using notifier = await notifierForTest({ WEBHOOK_RECEIVER_CONCURRENCY: '1' });
  const completed = await notifier.complete('r1', receiver.url);
  await waitFor('the first attempt to be in flight', () => receiver.received.length === 1);
  const redelivery = await notifier.askForRedelivery('r1');
  inFlight.resolve();
  await waitFor('the redelivery', async () => (await notifier.attempts('r1')).length === 2);
  expect(await notifier.attempts('r1')).toMatchObject([
    { trigger: completed.seq, attempt: 1, outcome: 'delivered' },
    { trigger: redelivery.seq, attempt: 1, outcome: 'delivered' },
  ]);
});

test('an attempt that ends after those of a redelivery does not make it start again', async () => {
  const inFlight = Promise.withResolvers<void>();
  await using receiver = await receiverForTest(async (response, { length }) => {
    const attempt = length;
    if (attempt === 1) await inFlight.promise;
    response.writeHead(attempt < 3 ? 500 : 204).end();
  });
  await using notifier = await notifierForTest({ WEBHOOK_RETRY_SCHEDULE: '2' });
  const completed = await notifier.complete('r1', receiver.url);
  await waitFor('the first attempt to be in flight', () => receiver.received.length === 1);
  const redelivery = await notifier.askForRedelivery('r1');
  await waitFor('the redelivery', async () => (await notifier.attempts('r1')).length === 1);
  inFlight.resolve();
  expect(await notifier.ended('r1')).toMatchObject([
    { trigger: redelivery.seq, attempt: 1, outcome: 'retrying' },
    { trigger: completed.seq, attempt: 1, outcome: 'retrying' },
    { trigger: redelivery.seq, attempt: 2, outcome: 'delivered' },
  ]);
});
