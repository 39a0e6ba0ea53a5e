import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../testing/catalogue.ts';
import { systemForTest, type TestSystem } from '../../testing/gateway.ts';
import { nothingIsLeft } from '../../testing/uploads-bucket.ts';

const FIXTURES = '../../../../../packages/catalog/src/workbook/fixtures/';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

let system: TestSystem;
let workbook: Buffer<ArrayBuffer>;

beforeAll(async () => {
  system = await systemForTest();
  workbook = await fixture('exceljs.xlsx');
});

afterAll(() => system[Symbol.asyncDispose]());

const fixture = async (name: string) =>
  Buffer.from(await readFile(new URL(FIXTURES + name, import.meta.url)));

type Part = [name: string, value: string | Buffer<ArrayBuffer>];

/** Posts a form whose parts stand in this order. */
async function post(path: string, ...parts: Part[]) {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([value], { type: 'application/octet-stream' }), 'products.xlsx');
  }
  const response = await fetch(system.url + path, { method: 'POST', body: form });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function postBody(body: Buffer<ArrayBuffer>, type: string, query = '') {
  const headers = { 'content-type': type };
  const response = await fetch(`${system.url}/v1/requests${query}`, { method: 'POST', body, headers });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const acceptedUpload = async (id: string) => (await system.log.lastEvent('request.accepted', id))?.event.data;

test('a dry run names all sheets, and so does a refusal for what is on one', async () => {
  const { body } = await post('/v1/requests?dryRun=true', ['file', workbook]);
  expect(body.sheets[0]).toBe('Products');
  expect(body.headings).toEqual(expect.arrayContaining(['SKU', 'Product Name', 'Photo']));
  expect(body.examples[0]).toMatchObject({
    imageUrls: [expect.stringMatching(/^https?:/), ...body.examples[0].imageUrls.slice(1)],
  });
  for (const sheet of body.sheets.slice(1)) {
    const other = await post('/v1/requests?dryRun=true', ['sheet', sheet], ['file', workbook]);
    expect(other.body.sheets).toEqual(expect.arrayContaining(body.sheets));
  }
});

test('a workbook is taken by every route, and how it was read is in the event', async () => {
  const own = await post('/v1/requests', ['file', workbook]);
  const existing = await post('/api/upload', ['file', workbook]);
  const body = await postBody(workbook, XLSX);
  expect([own.status, existing.status, body.status]).toEqual([202, 202, 202]);
  expect(own.body.detected).toEqual({
    encoding: 'utf-8',
    delimiter: ',',
    format: 'plain',
    container: 'xlsx',
    sheet: 'Products',
    headerLine: 1,
    columns: { serial: 'SKU', name: 'Product Name', images: ['Photo'] },
  });
  expect(body.body.filename).toBe('catalogue.xlsx');
  for (const id of [own.body.id, existing.body.requestId, body.body.id]) {
    expect(await acceptedUpload(id)).toMatchObject({
      upload: { bytes: workbook.length, container: 'xlsx', sheet: 'Products' },
      totals: { products: 5, images: 6 },
    });
  }
});

test('a dry run reads a workbook and starts nothing', async () => {
  const { status, body } = await nothingIsLeft(system, () =>
    post('/v1/requests?dryRun=true', ['file', workbook]),
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({
    valid: true,
    totals: { products: 5, images: 6, rejected: 0 },
    detected: { container: 'xlsx', sheet: 'Products' },
  });
});

test('a sheet is named in the query or before the file; behind it, it is refused as coming too late', async () => {
  const inQuery = await postBody(workbook, XLSX, '?sheet=products&dryRun=true');
  expect(inQuery.body.detected.sheet).toBe('Products');
  const before = await post('/v1/requests?dryRun=true', ['sheet', 'Notes'], ['file', workbook]);
  expect(before.body).toMatchObject({ code: 'invalid_catalogue', errors: [{ code: 'missing_columns' }] });
  const existing = await post('/api/upload', ['sheet', 'Produkte'], ['file', workbook]);
  expect(existing.body).toMatchObject({ code: 'invalid_catalogue', errors: [{ code: 'unknown_sheet' }] });
  for (const path of ['/v1/requests', '/api/upload']) {
    const behind = await nothingIsLeft(system, () => post(path, ['file', workbook], ['sheet', 'Products']));
    expect(behind).toMatchObject({
      status: 400,
      body: { code: 'invalid_form', hint: expect.stringMatching(/before the file/) },
    });
  }
});

test.each([
  ['excelize-encrypted.xlsx', 'encrypted_workbook'],
  ['libreoffice.xls', 'old_workbook'],
  ['libreoffice.ods', 'open_document'],
  ['sheetjs.xlsb', 'binary_workbook'],
])('%s is refused as what it is, and nothing is left behind', async (name, code) => {
  const file = await fixture(name);
  const { status, body } = await nothingIsLeft(system, () => post('/api/upload', ['file', file]));
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'invalid_catalogue', errors: [{ code, hint: expect.any(String) }] });
});

test('a CSV that was packed with gzip is taken as the body', async () => {
  const csv = gzipSync(catalogue(['https://a.example/1.jpg']));
  const { status, body } = await postBody(Buffer.from(csv), 'application/gzip');
  expect(status).toBe(202);
  expect(body).toMatchObject({ detected: { container: 'gzip' }, counts: { products: 1 } });
});
