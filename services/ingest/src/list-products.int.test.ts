import { readFile } from 'node:fs/promises';
import { DEFAULT_RECIPE, imageIdOf } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { connectLog, type EventLog, type Publish } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptBadRows, acceptCatalogue, acceptWorkbook, imageIdsOf, listingOf } from './ingest.fixture.ts';
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
    now,
  }: { through?: ListingLog; signal?: AbortSignal; now?: () => number } = {},
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
    now,
  });
  await handle({ ...logged, attempt: 1, signal, progress: () => {} });
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

test('a workbook is listed as it was accepted, by its numbers of rows and the addresses that its cells show', async () => {
  const fixture = '../../../packages/catalog/src/workbook/fixtures/xlsxwriter.xlsx';
  const workbook = await readFile(new URL(fixture, import.meta.url));
  const accepted = await acceptWorkbook(log, workbook, {
    sheet: 'Products',
    totals: { products: 5, images: 6 },
  });
  expect(accepted.upload).toMatchObject({ container: 'xlsx', sheet: 'Products' });
  await list(accepted);
  const { products, images } = await listingOf(log, accepted.requestId);
  expect(products.map(({ serial, images: [image] }) => [serial, image?.url])).toEqual([
    ['00123', 'https://img.example/a.jpg?w=1&h=2'],
    ['00124', 'https://img.example/b.jpg?w=1&h=2'],
    ['00125', 'https://img.example/c.jpg'],
    ['1E5', 'https://img.example/d.jpg'],
    ['=A1', 'https://img.example/e.jpg'],
  ]);
  expect(images).toHaveLength(6);
});

test('the images of a request that names sales channels are to be looked at', async () => {
  const accepted = await acceptCatalogue(log, 1, { channels: ['ebay'] });
  await list(accepted);
  const { images } = await listingOf(log, accepted.requestId);
  expect(images.map(({ forChannels }) => forChannels)).toEqual([true, true]);
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

test('when ingest stops, the listing is broken off', async () => {
  const accepted = await acceptCatalogue(log, 10);
  await expect(list(accepted, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

test('an upload that is gone is for an operator to look at, and is no empty catalogue', async () => {
  const accepted = await acceptCatalogue(log, 10);
  await log.uploads.remove(accepted.upload.object);
  await expect(list(accepted)).rejects.toMatchObject({
    name: 'ImpossibleEventsError',
    cause: { message: expect.stringContaining('is gone') },
  });
});

test('an upload that reads differently than at its acceptance is lost', async () => {
  const accepted = await acceptCatalogue(log, 10, { totals: { products: 11, images: 20 } });
  await expect(list(accepted)).rejects.toMatchObject({
    name: 'ImpossibleEventsError',
    cause: {
      message: expect.stringContaining(
        'has 10 products, 20 images and 0 bad rows, accepted were 11 products',
      ),
    },
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

describe('bad rows', () => {
  test('are published at their place when the upload asked for them to be skipped', async () => {
    const accepted = await acceptBadRows(log);
    await list(accepted);
    const { products, images, rejected, names } = await listingOf(log, accepted.requestId);
    expect(products.map(({ name }) => name)).toEqual(['Good', 'Good too']);
    expect(images).toHaveLength(2);
    expect(rejected).toMatchObject([
      { line: 3, after: 1, fault: { code: 'missing_name' } },
      { line: 4, after: 1, fault: { code: 'too_many_urls', detail: expect.any(String) } },
      { line: 6, after: 2, cells: ['5', 'Imageless', ''], fault: { code: 'no_images' } },
    ]);
    const [listed, requested, bad] = ['product.listed', 'image.requested', 'product.rejected'];
    expect(names).toEqual([listed, requested, requested, bad, bad, listed, bad]);
  });

  test('are told of once, however often the request is delivered', async () => {
    const accepted = await acceptBadRows(log);
    await list(accepted);
    const before = await listingOf(log, accepted.requestId);
    await list(accepted);
    expect(await listingOf(log, accepted.requestId)).toEqual(before);
  });

  test.each([
    ['were not to be skipped', {}],
    ['are fewer than at the acceptance', { invalidRows: 'skip', maxUrlsPerRow: 3 } as const],
  ])('that %s make the upload a lost one', async (_why, upload) => {
    const accepted = await acceptBadRows(log, upload);
    await expect(list(accepted)).rejects.toMatchObject({
      name: 'ImpossibleEventsError',
      cause: { message: expect.stringContaining('accepted were 2 products, 2 images and 3 bad rows') },
    });
  });
});

describe('a request that has ended', () => {
  test('by its deletion is not listed', async () => {
    const accepted = await acceptCatalogue(log, 10);
    await log.publish('request.deleted', { requestId: accepted.requestId, by: 'test' });
    expect(await list(accepted)).toEqual([]);
  });

  test('by its cancellation is listed, bad rows too, and no image of it is requested', async () => {
    const accepted = await acceptBadRows(log);
    await log.publish('request.cancelled', { requestId: accepted.requestId, by: 'test' });
    await list(accepted);
    const { products, images, rejected } = await listingOf(log, accepted.requestId);
    expect(products.map(({ name }) => name)).toEqual(['Good', 'Good too']);
    expect(rejected).toHaveLength(3);
    expect(images).toEqual([]);
  });

  /** Lists many products, and ends the request at the tenth. The clock makes every answer of the log an old one. */
  async function endedInTheMiddle(name: 'request.cancelled' | 'request.deleted') {
    const accepted = await acceptCatalogue(log, 8000);
    const { requestId } = accepted;
    const publish: Publish = async (event, data, options) => {
      if ('row' in data && data.row === 10) await log.publish(name, { requestId, by: 'test' });
      return log.publish(event, data, options);
    };
    let time = 0;
    const through = { publish, uploads: log.uploads, lastEvent: log.lastEvent };
    const rows = await list(accepted, { through, now: () => (time += 2000) });
    return { rows, requested: (await listingOf(log, requestId)).images.length };
  }

  test('by its deletion in the middle is not listed to its end, and is done with', async () => {
    const { rows } = await endedInTheMiddle('request.deleted');
    expect(rows.length).toBeGreaterThanOrEqual(10);
    expect(rows.length).toBeLessThan(8000);
  });

  test('by its cancellation in the middle is listed to its end, with no more images', async () => {
    const { rows, requested } = await endedInTheMiddle('request.cancelled');
    expect(rows).toHaveLength(8000);
    expect(requested).toBeGreaterThanOrEqual(10);
    expect(requested).toBeLessThan(8000);
  });

  test('and whose upload is gone is no lost one', async () => {
    const accepted = await acceptCatalogue(log, 10);
    const { requestId, upload } = accepted;
    const uploads = {
      async get(name: string) {
        await log.publish('request.deleted', { requestId, by: 'test' });
        await log.uploads.remove(upload.object);
        return log.uploads.get(name);
      },
    };
    const through = { publish: log.publish, uploads, lastEvent: log.lastEvent };
    expect(await list(accepted, { through })).toEqual([]);
  });
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
