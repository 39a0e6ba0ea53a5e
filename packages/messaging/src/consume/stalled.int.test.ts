import { EXAMPLES } from '@halftone/contracts';
import { natsForTest, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { connectLog } from '../log.ts';

const logger = createLogger('test', 'silent');
const failed = EXAMPLES['image.failed'];
/** Events are kept in hand by word twice a second, for a second without progress. */
const times = { ackWaitMs: 1500, stalledAfterMs: 1000 };

test('a batch with which nothing is done is left to another instance, and its own says that it stands still', async () => {
  await using nats = await natsForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  const options = { durable: 'stalling', maxBatch: 10, lingerMs: 5, ...times };
  const waiting = Promise.withResolvers<void>();
  const hung: number[] = [];
  await using stalled = await log.consumeBatches(options, async (batch) => {
    hung.push(...batch.map(({ seq }) => seq));
    await waiting.promise;
  });
  await using imager = await connectLog({ url: nats.url, service: 'imager', logger });
  for (const imageId of ['a', 'b', 'c']) await imager.publish('image.failed', { ...failed, imageId });
  await waitFor('the batch to be in hand', () => hung.length > 0);
  await stalled.check();
  const taken = new Set<number>();
  await using other = await log.consumeBatches(options, async (batch) => {
    for (const { seq } of batch) taken.add(seq);
  });
  await waitFor('another instance to have all of it', () => taken.size === 3);
  await expect(stalled.check()).rejects.toThrow('stalling makes no progress with');
  await other.check();
  expect(hung.length).toBeLessThanOrEqual(3);
  waiting.resolve();
  await waitFor('it to go on', () => stalled.check().then(() => true));
});

test('an event whose handler says that it goes on is kept, however long it takes', async () => {
  await using nats = await natsForTest();
  await using log = await connectLog({ url: nats.url, service: 'imager', logger });
  let deliveries = 0;
  const done = Promise.withResolvers<void>();
  const began = performance.now();
  await using consumption = await log.consume(
    { durable: 'patient', event: 'image.failed', inFlight: 2, ...times },
    async ({ progress }) => {
      deliveries += 1;
      await waitFor('three times as long as nothing may be done', () => {
        progress();
        return performance.now() - began > 3 * times.stalledAfterMs;
      });
      done.resolve();
    },
  );
  await log.publish('image.failed', failed);
  await done.promise;
  await consumption.check();
  expect(deliveries).toBe(1);
});
