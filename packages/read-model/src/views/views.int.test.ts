import { DEFAULT_RECIPE, EXAMPLES } from '@halftone/contracts';
import { databaseForTest } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeletedRequest, Image, Product, RejectedRow, Request } from '../tables/entities.ts';
import { migrate } from '../tables/migrate.ts';
import { openReadModel, type ReadModel } from '../tables/read-model.ts';
import { streamOutputRows } from './output-rows.ts';
import { streamOutputs } from './outputs.ts';
import { findProduct, productStatusOf } from './product-view.ts';
import { cursorAfter, type ProductToAudit, placeBefore, streamProductsToAudit } from './products-to-audit.ts';
import { findRequest, isDeleted, progressOf, statusOf } from './request-view.ts';

const PRODUCTS = 1203;
const parts = new AsyncDisposableStack();
let readModel: ReadModel;

beforeAll(async () => {
  const database = parts.use(await databaseForTest());
  readModel = parts.use(await openReadModel({ url: database.trackerUrl }));
  await migrate(readModel);
  await fill(readModel);
});
afterAll(() => parts.disposeAsync());

describe('findRequest', () => {
  test('shows a request with its counts', async () => {
    expect(await findRequest(readModel, 'r1')).toEqual({
      requestId: 'r1',
      tenant: 'shop',
      status: 'processing',
      progress: 66,
      createdAt: '2026-01-01T00:00:00.125Z',
      updatedAt: '2026-01-01T00:00:09.000Z',
      completedAt: null,
      outcome: null,
      durationMs: null,
      counts: {
        products: PRODUCTS,
        listed: PRODUCTS,
        images: 3,
        compressed: 1,
        failed: 1,
        reused: 1,
        rejected: 3,
      },
      bytes: {
        source: 9_007_199_254_740_991,
        output: 5_000_000_000,
        notDownloaded: 9_007_199_254_740_990,
      },
      recipe: DEFAULT_RECIPE,
      lane: 'bulk',
      upload: EXAMPLES['request.accepted'].upload,
      webhookUrl: null,
      webhookEvents: null,
      channels: null,
      retryOf: null,
    });
  });

  test.each(['r2', 'unknown'])('answers null for %s, whose acceptance is not known', async (id) => {
    expect(await findRequest(readModel, id)).toBeNull();
  });

  test('a deleted request is told from one that never was', async () => {
    expect(await isDeleted(readModel, 'gone')).toBe(true);
    expect(await isDeleted(readModel, 'unknown')).toBe(false);
  });
});

describe('the status of a request', () => {
  const none = {
    productsListed: 0,
    rowsRejected: 0,
    imagesCompressed: 0,
    imagesFailed: 0,
    completedAt: null,
    cancelledAt: null,
  };
  const at = new Date(0);
  test.each([
    ['pending', {}],
    ['processing', { productsListed: 1 }],
    ['processing', { rowsRejected: 1 }],
    ['processing', { imagesFailed: 1 }],
    ['cancelled', { imagesFailed: 1, cancelledAt: at }],
    ['completed', { imagesFailed: 1, completedAt: at }],
    ['completed', { cancelledAt: at, completedAt: at }],
  ])('is %s for %o', (status, facts) => {
    expect(statusOf({ ...none, ...facts })).toBe(status);
  });

  test.each([
    ['pending', 0, 7, 0],
    ['processing', 1, 3, 33],
    ['processing', 999, 1000, 99],
    ['processing', 7, 7, 99],
    ['cancelled', 7, 7, 99],
    ['completed', 7, 7, 100],
    ['pending', 0, 0, 0],
  ] as const)('%s with %i of %i images has the progress %i', (status, ended, total, progress) => {
    expect(progressOf(status, ended, total)).toBe(progress);
  });
});

describe('findProduct', () => {
  test('shows a product with its images in order, repeated ones too', async () => {
    expect(await findProduct(readModel, 1001)).toEqual({
      id: 1001,
      requestId: 'r1',
      tenant: 'shop',
      row: 1,
      serial: '1',
      name: 'Product 1',
      cells: ['1', 'Product 1', 'a, b, a, c'],
      status: 'processing',
      images: [
        { url: 'a', outputUrl: 'https://out/a', keptOriginal: false, reusedBy: 'trusted', reason: null },
        {
          url: 'b',
          outputUrl: null,
          keptOriginal: null,
          reusedBy: null,
          reason: { code: 'not_found', detail: '404', hint: 'Correct it.' },
        },
        { url: 'a', outputUrl: 'https://out/a', keptOriginal: false, reusedBy: 'trusted', reason: null },
        { url: 'c', outputUrl: null, keptOriginal: null, reusedBy: null, reason: null },
      ],
    });
  });

  test.each([5n, 10n ** 30n, 7])('answers null for %s, which is no product', async (id) => {
    expect(await findProduct(readModel, id)).toBeNull();
  });

  const pending = { url: 'c', outputUrl: null, keptOriginal: null, reusedBy: null, reason: null };
  const compressed = {
    url: 'a',
    outputUrl: 'https://out/a',
    keptOriginal: false,
    reusedBy: 'trusted',
    reason: null,
  };
  const failed = {
    url: 'b',
    outputUrl: null,
    keptOriginal: null,
    reusedBy: null,
    reason: { code: 'empty', detail: '', hint: '' },
  };
  test.each([
    ['pending', [pending, pending]],
    ['processing', [pending, failed]],
    ['completed', [compressed, failed]],
  ])('is %s for the outcomes of its images', (status, images) => {
    expect(productStatusOf(images)).toBe(status);
  });
});

describe('streamOutputRows', () => {
  test.each([500, 401, 2, PRODUCTS + 3, 5000])(
    'gives every row in order, in pages of %i',
    async (pageSize) => {
      const rows = await Array.fromAsync(streamOutputRows(readModel, 'r1', pageSize));
      const products = rows.filter(({ fault }) => fault === null);
      expect(products.map(({ row }) => row)).toEqual(
        Array.from({ length: PRODUCTS }, (_, index) => index + 1),
      );
      expect(products[0]?.images.map(({ outputUrl }) => outputUrl)).toEqual([
        'https://out/a',
        null,
        'https://out/a',
        null,
      ]);
      expect(rows.flatMap(({ line }, at) => (line === null ? [] : [[at, line]]))).toEqual([
        [0, 2],
        [3, 5],
        [4, 6],
      ]);
    },
  );

  test('a row that was skipped comes as it was, with what is wrong with it', async () => {
    const [first] = await Array.fromAsync(streamOutputRows(readModel, 'r1'));
    expect(first).toEqual({
      row: null,
      line: 2,
      serial: '',
      name: '',
      cells: ['', 'line 2'],
      images: [],
      fault: { code: 'no_images', detail: 'No image.', hint: 'Add one.' },
    });
  });

  test('gives nothing for an unknown request', async () => {
    expect(await Array.fromAsync(streamOutputRows(readModel, 'unknown'))).toEqual([]);
  });
});

test('streamOutputs gives the compressed images of every product with their positions', async () => {
  const outputs = await Array.fromAsync(streamOutputs(readModel, 'r1', 500));
  expect(outputs).toHaveLength(2 * PRODUCTS);
  const image = { imageId: 'image-a', key: 'r1/a.jpg', url: 'https://out/a', bytes: 5_000_000_000 };
  const first = { row: 1, serial: '1', name: 'Product 1', ...image };
  expect(outputs.slice(0, 2)).toEqual([
    { ...first, position: 1 },
    { ...first, position: 3 },
  ]);
  expect(outputs.at(-1)).toMatchObject({ row: PRODUCTS, position: 3 });
});

describe('the products to audit', () => {
  const named = { serial: 0, name: 1 };
  const FIRST_PLACES = [
    [0, 2],
    [1, 0],
    [2, 0],
    [2, 5],
    [2, 6],
    [3, 0],
  ];
  const placesOf = (products: ProductToAudit[]) => products.map(({ place: { row, line } }) => [row, line]);
  const read = (options = {}) =>
    Array.fromAsync(streamProductsToAudit(readModel, 'r1', { named, ...options }));

  test('are in the order of the file, those without any image by the columns of their name', async () => {
    const products = await read({ columns: [1] });
    expect(products).toHaveLength(PRODUCTS + 3);
    expect(placesOf(products.slice(0, 6))).toEqual(FIRST_PLACES);
    const image = { imageId: 'image-a', url: 'a', status: 'compressed' };
    expect(products[1]).toMatchObject({ row: 1, line: null, name: 'Product 1', cells: ['Product 1'] });
    expect(products[1]?.images).toMatchObject([image, { url: 'b', status: 'failed' }, image, { url: 'c' }]);
    const place = { row: 2, line: 5 };
    const none = { row: null, line: 5, place, serial: '', name: 'line 5', cells: ['line 5'], images: [] };
    expect(products[3]).toEqual(none);
    const nameless = await read({ named: { serial: null, name: 7 } });
    expect(nameless[3]).toMatchObject({ serial: '', name: '' });
  });

  test.each([1, 2, 3, 4])('are the same in pages of %i', async (pageSize) => {
    const after = placeBefore(cursorAfter({ row: 1198, line: 0 }));
    expect(placesOf(await read({ pageSize, after }))).toEqual(
      [1199, 1200, 1201, 1202, 1203].map((row) => [row, 0]),
    );
    const first: ProductToAudit[] = [];
    for await (const product of streamProductsToAudit(readModel, 'r1', { named, pageSize })) {
      if (first.push(product) === 6) break;
    }
    expect(placesOf(first)).toEqual(FIRST_PLACES);
  });

  test('go on after any of them', async () => {
    const after = { row: 2, line: 5 };
    expect(placesOf((await read({ after })).slice(0, 2))).toEqual([
      [2, 6],
      [3, 0],
    ]);
  });
});

async function fill(readModel: ReadModel): Promise<void> {
  const em = readModel.em();
  const { upload } = EXAMPLES['request.accepted'];
  await em.insert(Request, {
    id: 'r1',
    tenant: 'shop',
    recipe: DEFAULT_RECIPE,
    lane: 'bulk',
    upload,
    totalRejected: 3,
    rowsRejected: 3,
    acceptedAt: new Date('2026-01-01T00:00:00.125Z'),
    totalProducts: PRODUCTS,
    totalImages: 3,
    productsListed: PRODUCTS,
    imagesCompressed: 1,
    imagesFailed: 1,
    imagesReused: 1,
    notDownloadedBytes: 9_007_199_254_740_990,
    sourceBytes: Number.MAX_SAFE_INTEGER,
    outputBytes: 5_000_000_000,
    updatedAt: new Date('2026-01-01T00:00:09Z'),
  });
  await em.insert(Request, { id: 'r2', productsListed: 1, updatedAt: new Date() });
  const images = ['a', 'b', 'a', 'c'].map((url) => ({ url, imageId: `image-${url}` }));
  const products = Array.from({ length: PRODUCTS }, (_, index) => {
    const [row, name] = [index + 1, `Product ${index + 1}`];
    return {
      requestId: 'r1',
      row,
      id: 1000 + row,
      serial: `${row}`,
      name,
      cells: [`${row}`, name, 'a, b, a, c'],
      images,
    };
  });
  await em.insertMany(Product, products);
  const rejected = [
    { line: 2, afterRow: 0 },
    { line: 6, afterRow: 2 },
    { line: 5, afterRow: 2 },
  ];
  const fault = { code: 'no_images', detail: 'No image.', hint: 'Add one.' };
  await em.insertMany(
    RejectedRow,
    rejected.map((place) => ({
      requestId: 'r1',
      seq: 1,
      ...place,
      cells: ['', `line ${place.line}`],
      ...fault,
    })),
  );
  await em.insert(DeletedRequest, { id: 'gone', seq: 1, deletedAt: new Date() });
  const compressed = {
    state: 'compressed',
    outputKey: 'r1/a.jpg',
    outputUrl: 'https://out/a',
    keptOriginal: false,
    reusedFrom: 'r0',
    reusedBy: 'trusted',
    outputBytes: 5_000_000_000,
  } as const;
  await em.insertMany(Image, [
    { requestId: 'r1', imageId: 'image-a', ...compressed },
    { requestId: 'r1', imageId: 'image-c', state: 'requested' },
  ]);
  await em.insert(Image, {
    requestId: 'r1',
    imageId: 'image-b',
    state: 'failed',
    reasonCode: 'not_found',
    reasonDetail: '404',
    reasonHint: 'Correct it.',
  });
}
