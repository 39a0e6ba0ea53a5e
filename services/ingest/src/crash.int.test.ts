import { natsForTest, waitFor } from '@halftone/local-stack/testing';
import { connectLog, type EventLog } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { acceptCatalogue, imageIdsOf, listingOf, startIngest } from './ingest.fixture.ts';

const PRODUCTS = 5000;
const IMAGES = imageIdsOf(PRODUCTS);
/** The acceptance, a `product.listed` for each row and an `image.requested` for each image. */
const EVENTS = 1 + PRODUCTS + IMAGES.length;

const openLog = (url: string) =>
  connectLog({ url, service: 'gateway', logger: createLogger('test', 'silent') });

/** Waits until ingest is in the middle of its work. */
async function inTheMiddle(log: EventLog) {
  const hasBegun = async () => {
    const reached = await log.lastSequence();
    return reached > EVENTS / 4 && reached;
  };
  expect(await waitFor('ingest to be in the middle', hasBegun, { everyMs: 5 })).toBeLessThan(EVENTS);
}

/** Everything is in the log, and nothing twice. */
async function expectEverythingOnce(log: EventLog, requestId: string) {
  await waitFor('all events', async () => (await log.lastSequence()) >= EVENTS, { timeoutMs: 40_000 });
  const { products, images } = await listingOf(log, requestId);
  expect(products.map(({ row }) => row).sort((a, b) => a - b)).toEqual(
    Array.from({ length: PRODUCTS }, (_, index) => index + 1),
  );
  expect(images.map(({ imageId }) => imageId).sort()).toEqual(IMAGES);
}

test('a kill -9 in the middle of a catalogue loses and doubles nothing', async () => {
  await using nats = await natsForTest();
  await using log = await openLog(nats.url);
  const { requestId } = await acceptCatalogue(log, PRODUCTS);
  await using ingest = await startIngest(nats.urlOf('ingest'));
  await inTheMiddle(log);
  await ingest.kill();

  await using _again = await startIngest(nats.urlOf('ingest'));
  await expectEverythingOnce(log, requestId);
});

test('a restart of NATS in the middle of a catalogue loses and doubles nothing', async () => {
  await using nats = await natsForTest();
  await using log = await openLog(nats.url);
  const { requestId } = await acceptCatalogue(log, PRODUCTS);
  await using _ingest = await startIngest(nats.urlOf('ingest'));
  await inTheMiddle(log);
  await nats.kill();
  await nats.start();
  await waitFor('the log to be back', () => log.lastSequence());
  await expectEverythingOnce(log, requestId);
});
