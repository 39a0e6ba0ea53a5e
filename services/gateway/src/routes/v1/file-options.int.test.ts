import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemForTest, type TestSystem } from '../../testing/gateway.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await systemForTest();
});

afterAll(() => system[Symbol.asyncDispose]());

const FILE = 'Nr,Was,Ansicht,Freisteller\n1,Mug,a.jpg,https://cdn.example/x.png\n';
const COLUMNS = { name: 'Was', id: 1, images: ['Ansicht'] };
const PAIRS = 'name=Was,id=1,images=Ansicht';
const BASE = 'https://shop.example/media/';

type Fields = ReadonlyArray<readonly [name: string, value: string]>;

/** Posts a form whose fields stand in this order; the field `file` is sent as one. */
async function post(path: string, fields: Fields) {
  const form = new FormData();
  for (const [name, value] of fields) {
    if (name === 'file') form.append(name, new Blob([value], { type: 'text/csv' }), 'a.csv');
    else form.append(name, value);
  }
  return answerOf(await fetch(system.url + path, { method: 'POST', body: form }));
}

async function postBody(body: string, type: string, query = '') {
  const headers = { 'content-type': type };
  return answerOf(await fetch(`${system.url}/v1/requests${query}`, { method: 'POST', body, headers }));
}

const answerOf = async (response: Response) => ({
  status: response.status,
  body: JSON.parse(await response.text()),
});

const acceptedUpload = async (id: string) =>
  (await system.log.lastEvent('request.accepted', id))?.event.data.upload;

test.each<[string, () => ReturnType<typeof post>]>([
  [
    '/v1/requests with JSON',
    () =>
      post('/v1/requests', [
        ['columns', JSON.stringify(COLUMNS)],
        ['baseUrl', BASE],
        ['file', FILE],
      ]),
  ],
  [
    '/v1/requests with pairs',
    () =>
      post('/v1/requests', [
        ['columns', PAIRS],
        ['baseUrl', BASE],
        ['file', FILE],
      ]),
  ],
  [
    '/api/upload',
    () =>
      post('/api/upload', [
        ['columns', PAIRS],
        ['baseUrl', BASE],
        ['file', FILE],
      ]),
  ],
  [
    '/upload',
    () =>
      post('/upload', [
        ['columns', PAIRS],
        ['baseUrl', BASE],
        ['file', FILE],
      ]),
  ],
  ['a query', () => postBody(FILE, 'text/csv', `?${new URLSearchParams({ columns: PAIRS, baseUrl: BASE })}`)],
])('%s takes the columns and the base that the caller names', async (_route, send) => {
  const { status, body } = await send();
  expect([200, 202]).toContain(status);
  expect(body.ignoredImageColumns).toEqual([{ column: 'Freisteller', urls: 1 }]);
  expect(await acceptedUpload(body.id ?? body.requestId)).toMatchObject({
    columns: { serial: 0, name: 1, images: 2, layout: { images: [2], baseUrl: BASE } },
    ignoredImageColumns: [{ column: 'Freisteller', urls: 1 }],
  });
});

test('file names in JSON are made complete, too', async () => {
  const products = [{ name: 'Mug', imageUrls: ['a.jpg'] }];
  const { status, body } = await postBody(JSON.stringify({ products, baseUrl: BASE }), 'application/json');
  expect(status).toBe(202);
  expect(body.counts).toMatchObject({ products: 1, images: 1 });
});

test('a dry run says what was detected and what was left out', async () => {
  const { body } = await post('/v1/requests?dryRun=true', [
    [
      'file',
      `Catalogue\n\nsku,name,image,Freisteller\n1,Mug,https://cdn.example/a.jpg,https://cdn.example/x.png\n2,Cup,,\n`,
    ],
  ]);
  expect(body).toMatchObject({
    valid: true,
    totals: { products: 1, images: 1, withoutImages: 1 },
    detected: { format: 'plain', headerLine: 3, columns: { serial: 'sku', name: 'name', images: ['image'] } },
    headings: ['sku', 'name', 'image', 'Freisteller'],
    sheets: [],
    examples: [{ line: 4, serial: '1', name: 'Mug', imageUrls: ['https://cdn.example/a.jpg'] }],
    ignoredImageColumns: [{ column: 'Freisteller', urls: 1 }],
  });
});

test('what is left out for having no image is counted in the acceptance, and the audit says so', async () => {
  const rows = 'sku,name,image\n1,Mug,https://cdn.example/a.jpg\n2,Cup,\n3,Jug,\n';
  const { body } = await postBody(rows, 'text/csv', '?channels=pinterest');
  expect(body.counts).toMatchObject({ products: 1, rejected: 0 });
  expect(await acceptedUpload(body.id)).toMatchObject({ withoutImages: 2 });
  const summary = await answerOf(await fetch(`${system.url}/v1/requests/${body.id}/audit/summary`));
  expect(summary.body).toMatchObject({ withoutImages: { products: 2, hint: expect.stringMatching(/\w/) } });
});

test('the refusal of a file whose columns are unknown says how to name them', async () => {
  const { status, body } = await post('/upload', [
    ['file', 'Nr,Was,Preis,Ansicht\n1,Mug,8,https://cdn.example/a.jpg\n'],
  ]);
  expect(status).toBe(400);
  expect(body.errors[0]).toMatchObject({
    code: 'missing_columns',
    hint: expect.stringContaining('columns={"name":"Was","images":["Ansicht"]}'),
  });
  expect(body.headings).toEqual(['Nr', 'Was', 'Preis', 'Ansicht']);
});

test.each(['columns', 'baseUrl'])('the field %s after the file is refused, not ignored', async (name) => {
  const readable = 'sku,name,image\n1,Mug,https://cdn.example/a.jpg\n';
  const late = [name, name === 'columns' ? PAIRS : BASE] as const;
  const { status, body } = await post('/v1/requests', [['file', readable], late]);
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'invalid_form', detail: expect.stringContaining('before the file') });
});

test.each([
  ['columns', '{"name":'],
  ['columns', 'title=Was'],
  ['columns', '{"title":"Was"}'],
  ['baseUrl', 'ftp://shop.example/'],
  ['baseUrl', 'media/'],
])('%s=%s is refused by the name of the field', async (name, value) => {
  const { status, body } = await post('/v1/requests', [
    [name, value],
    ['file', FILE],
  ]);
  expect(status).toBe(400);
  expect(body.errors[0].field).toMatch(new RegExp(`^${name}`));
});

test('the same file under one key, read in another way, is a mismatch', async () => {
  const key = { 'content-type': 'text/csv', 'idempotency-key': 'two-ways' };
  const file = 'Nr,Was,Vorn,Hinten\n1,Mug,https://cdn.example/a.jpg,https://cdn.example/b.jpg\n';
  const send = (image: string) => {
    const query = new URLSearchParams({ columns: `name=Was,images=${image}` });
    return fetch(`${system.url}/v1/requests?${query}`, { method: 'POST', body: file, headers: key });
  };
  expect((await send('Vorn')).status).toBe(202);
  expect((await send('Vorn')).headers.get('idempotency-replayed')).toBe('true');
  expect((await send('Hinten')).status).toBe(422);
});
