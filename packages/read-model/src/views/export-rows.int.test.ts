import { databaseForTest } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Image, Product, Request } from '../tables/entities.ts';
import { migrate } from '../tables/migrate.ts';
import { openReadModel, type ReadModel } from '../tables/read-model.ts';
import { streamExportRows } from './export-rows.ts';
import { findProduct } from './product-view.ts';

const parts = new AsyncDisposableStack();
let readModel: ReadModel;

beforeAll(async () => {
  const database = parts.use(await databaseForTest());
  readModel = parts.use(await openReadModel({ url: database.trackerUrl }));
  await migrate(readModel);
  await fill('newer', { tenant: 'shop', day: 2, firstId: 10, products: ['done', 'done', 'pending', 'done'] });
  await fill('older', { tenant: 'shop', day: 1, firstId: 20, products: ['done'] });
  await fill('others', { tenant: 'other', day: 1, firstId: 30, products: ['done'] });
});
afterAll(() => parts.disposeAsync());

test.each([1, 2, 500])('gives the products of a tenant that have ended, in pages of %i', async (pageSize) => {
  const rows = await Array.fromAsync(streamExportRows(readModel, { tenant: 'shop' }, pageSize));
  expect(rows.map(({ id }) => id)).toEqual([20, 10, 11, 13]);
  expect(rows[0]).toEqual(await findProduct(readModel, 20));
});

test.each([
  ['of one request', { tenant: 'shop', requestId: 'newer' }, [10, 11, 13]],
  ['of an unknown request', { tenant: 'shop', requestId: 'unknown' }, []],
  ["not of another tenant's request", { tenant: 'shop', requestId: 'others' }, []],
  ['of nobody', { tenant: 'nobody' }, []],
])('gives those %s', async (_whose, filter, ids) => {
  const rows = await Array.fromAsync(streamExportRows(readModel, filter));
  expect(rows.map(({ id }) => id)).toEqual(ids);
});

async function fill(
  requestId: string,
  request: { tenant: string; day: number; firstId: number; products: ('done' | 'pending')[] },
): Promise<void> {
  const { tenant, day, firstId, products } = request;
  const em = readModel.em();
  const acceptedAt = new Date(Date.UTC(2026, 0, day));
  await em.insert(Request, { id: requestId, tenant, acceptedAt, updatedAt: acceptedAt });
  for (const [index, imageId] of products.entries()) {
    const [row, name] = [index + 1, `Product ${index + 1}`];
    const images = [{ url: `https://a.example/${imageId}`, imageId }];
    const place = { requestId, row, id: firstId + index };
    await em.insert(Product, { ...place, serial: String(row), name, cells: [name], images });
  }
  await em.insert(Image, { requestId, imageId: 'done', state: 'compressed', outputUrl: 'https://out/a' });
}
