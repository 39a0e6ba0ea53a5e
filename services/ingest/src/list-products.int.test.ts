import { DEFAULT_RECIPE, imageIdOf } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { connectLog, type EventLog, type Publish } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptCatalogue, imageIdsOf, listingOf } from './ingest.fixture.ts';
import { type ListingLog, listProducts } from './list-products.ts';
import { MAX_PUBLISH_WINDOW } from './starting-row.ts';

const logger = createLogger('test', 'silent');
let nats: TestNats;
let log: EventLog;

beforeAll(async () => {
  nats = await natsForTest();
  log = await connectLog({ url: nats.url, service: 'ingest', logger });
});
afterAll(async () => {
  await log[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});

/** Lets the handler have the request, once, and answers the rows it published. */
async function list(
  accepted: Awaited<ReturnType<typeof acceptCatalogue>>,
  {
    through = log,
    signal = new AbortController().signal,
  }: { through?: ListingLog; signal?: AbortSignal } = {},
): Promise<number[]> {
  const rows: number[] = [];
  const publish: Publish = (name, data, options) => {
    if ('row' in data) rows.push(data.row);
    return through.publish(name, data, options);
  };
  const logged = await log.lastEvent('request.accepted', accepted.requestId);
  if (!logged) throw new Error('the request is not in the log');
  const handle = listProducts({
    log: { publish, uploads: through.uploads, lastEvent: through.lastEvent },
    publishWindow: 64,
    logger,
  });
  await handle({ ...logged, attempt: 1, signal });
  return rows;
}

/** A log to which the connection breaks after so many publishes. */
function breakingAfter(count: number): ListingLog {
  let left = count;
  const publish: Publish = (name, data, options) =>
    left-- > 0 ? log.publish(name, data, options) : Promise.reject(new Error('connection lost'));
  return { publish, uploads: log.uploads, lastEvent: log.lastEvent };
}

test('every product is listed in order, and every image is requested once, after its first product', async () => {
  const accepted = await acceptCatalogue(log, 25);
  await list(accepted);
  const { products, images, names } = await listingOf(log, accepted.requestId);
  expect(products.map(({ row }) => row)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  expect(images.map(({ imageId }) => imageId).sort()).toEqual(imageIdsOf(25));
  expect(names.slice(0, 3)).toEqual(['product.listed', 'image.requested', 'image.requested']);
  const { requestId, recipe, lane } = accepted;
  const [first, second] = ['https://a.example/1.jpg', 'https://b.example/1.jpg'] as const;
  expect(products[0]).toEqual({
    requestId,
    row: 1,
    serial: '1',
    name: 'Product 1',
    cells: ['1', 'Product 1', `${first},${second}`],
    images: [first, second].map((url) => ({ url, imageId: imageIdOf(url, DEFAULT_RECIPE) })),
  });
  expect(images[0]).toEqual({ requestId, imageId: imageIdOf(first, recipe), url: first, recipe, lane });
});

test('a second delivery says nothing twice', async () => {
  const accepted = await acceptCatalogue(log, 30);
  await list(accepted);
  const before = await listingOf(log, accepted.requestId);
  await list(accepted);
  expect(await listingOf(log, accepted.requestId)).toEqual(before);
});

test('a listing that broke off goes on where it was, not from the beginning', async () => {
  const products = 3 * MAX_PUBLISH_WINDOW;
  const accepted = await acceptCatalogue(log, products);
  await expect(list(accepted, { through: breakingAfter(2.5 * 2 * MAX_PUBLISH_WINDOW) })).rejects.toThrow(
    'connection lost',
  );
  const reached = (await listingOf(log, accepted.requestId)).products.length;
  expect(reached).toBeGreaterThan(2 * MAX_PUBLISH_WINDOW);

  const rows = await list(accepted);
  expect(rows[0]).toBe(reached - MAX_PUBLISH_WINDOW);
  expect(rows.at(-1)).toBe(products);
  const listing = await listingOf(log, accepted.requestId);
  expect(listing.products).toHaveLength(products);
  expect(listing.images.map(({ imageId }) => imageId).sort()).toEqual(imageIdsOf(products));
});

test('when ingest stops, the request is put back at once', async () => {
  const accepted = await acceptCatalogue(log, 10);
  await expect(list(accepted, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'RetryLater',
    delayMs: 0,
  });
});

test('an upload that is gone is looked for again later, and is no empty catalogue', async () => {
  const accepted = await acceptCatalogue(log, 10);
  await log.uploads.remove(accepted.upload.object);
  await expect(list(accepted)).rejects.toMatchObject({
    name: 'RetryLater',
    delayMs: 60 * 60 * 1000,
    cause: { message: expect.stringContaining('is gone') },
  });
});

test('an upload that reads differently than at its acceptance is lost', async () => {
  const accepted = await acceptCatalogue(log, 10, { totals: { products: 11, images: 20 } });
  await expect(list(accepted)).rejects.toMatchObject({
    name: 'RetryLater',
    cause: { message: expect.stringContaining('has 10 products and 20 images, accepted were 11 and 20') },
  });
});

test('rows and URLs beyond the default limits are listed, since the gateway has let them through', async () => {
  const accepted = await acceptCatalogue(log, 1);
  const urls = Array.from({ length: 500 }, (_, index) => `https://a.example/${index}.jpg`);
  const object = `${accepted.requestId}-wide`;
  await log.uploads.put(
    object,
    (async function* () {
      yield Buffer.from(`S. No.,Product Name,Input Image URLs\n1,Wide,"${urls}"\n`);
    })(),
  );
  const wide = await acceptCatalogue(log, 1, {
    upload: { ...accepted.upload, object },
    totals: { products: 1, images: 500 },
  });
  await list(wide);
  expect((await listingOf(log, wide.requestId)).images).toHaveLength(500);
});

test('the service takes what is accepted while it runs', async () => {
  await using _requests = await log.consume(
    { durable: 'ingest', event: 'request.accepted', inFlight: 8 },
    listProducts({ log, publishWindow: 64, logger }),
  );
  const accepted = await acceptCatalogue(log, 12);
  await waitFor('all products', async () => {
    const { products } = await listingOf(log, accepted.requestId);
    return products.length === 12;
  });
});
