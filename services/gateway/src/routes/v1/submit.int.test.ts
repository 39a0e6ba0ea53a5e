import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue, HEADER, uploadForm } from '../../testing/catalogue.ts';
import { systemForTest, type TestSystem } from '../../testing/gateway.ts';
import { nothingIsLeft } from '../../testing/uploads-bucket.ts';

const URLS = ['https://a.example/1.jpg', 'https://a.example/2.jpg'];
const GOOD = catalogue(URLS, URLS.slice(0, 1));
const BAD_ROWS = `${GOOD}3,,https://a.example/3.jpg\n4,Lamp,nowhere\n`;
const PRODUCTS = [
  { serial: 1, name: 'Product 1', imageUrls: URLS },
  { name: 'Product 2', imageUrls: URLS.slice(0, 1) },
];

let system: TestSystem;

beforeAll(async () => {
  const limits = { maxUploadBytes: 100_000, maxJsonBytes: 50_000, maxImages: 20, maxUrlsPerRow: 5 };
  system = await systemForTest({ limits });
});

afterAll(() => system[Symbol.asyncDispose]());

async function post(
  body: string | FormData,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${system.url}/v1/requests${query}`, { method: 'POST', body, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

const postCsv = (csv: string, query = '') => post(csv, { query, headers: { 'content-type': 'text/csv' } });
const postJson = (body: unknown, query = '') =>
  post(JSON.stringify(body), { query, headers: { 'content-type': 'application/json' } });

async function acceptedAs(id: string) {
  const data = (await system.log.lastEvent('request.accepted', id))?.event.data;
  return { recipe: data?.recipe, totals: data?.totals, lane: data?.lane, webhookUrl: data?.webhookUrl };
}

test('a form, a CSV and JSON that say the same make the same request', async () => {
  const webhookUrl = 'https://shop.example/hook';
  const query = `?quality=30&format=webp&maxWidth=800&reuse=trust&reuseMaxAge=3600&webhookUrl=${encodeURIComponent(webhookUrl)}`;
  const trust = { reuse: 'trust', reuseMaxAge: 3600 };
  const recipe = { quality: 30, format: 'webp', maxWidth: 800, ...trust };
  const texts = { quality: '30', format: 'webp', maxWidth: '800', reuse: 'trust', reuseMaxAge: '3600' };
  const fields = { ...texts, webhookUrl };
  const answers = [
    await post(uploadForm(GOOD, fields)),
    await post(uploadForm(GOOD, { recipe: JSON.stringify(recipe), webhookUrl })),
    await postCsv(GOOD, query),
    await postJson({ products: PRODUCTS, recipe, webhookUrl }),
  ];
  for (const { status, headers, body } of answers) {
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`https://halftone.example/v1/requests/${body.id}`);
    expect(body).toMatchObject({
      status: 'pending',
      outcome: null,
      progress: 0,
      counts: { products: 2, images: 2, compressed: 0, failed: 0, reused: 0, rejected: 0 },
      recipe,
      lane: 'express',
      detected: {
        encoding: 'utf-8',
        delimiter: ',',
        columns: { serial: 'S. No.', name: 'Product Name', images: ['Input Image URLs'] },
      },
      webhookUrl,
      completedAt: null,
      rate: null,
      links: { self: headers.get('location') },
    });
    expect(await acceptedAs(body.id)).toEqual({
      recipe,
      totals: { products: 2, images: 2 },
      lane: 'express',
      webhookUrl,
    });
  }
});

test.each([
  ['a form', () => post(uploadForm(GOOD, { quality: 'auto', maxBytes: '200000', mayScale: 'true' }))],
  ['a query', () => postCsv(GOOD, '?quality=auto&look=good&maxBytes=200000&mayScale=true')],
  [
    'JSON',
    () => postJson({ products: PRODUCTS, recipe: { quality: 'auto', maxBytes: 200_000, mayScale: true } }),
  ],
])('quality auto in %s is a look, beside a number as ever', async (_what, send) => {
  const { status, body } = await send();
  expect(status).toBe(202);
  expect(body.recipe).toMatchObject({ quality: 50, look: 'good', maxBytes: 200_000, mayScale: true });
});

const wrong = { quality: '0', format: 'bmp', maxWidth: '1.5', keepMetadata: 'perhaps', colour: 'red' };
const wrongOnes = ['recipe.format', 'recipe.keepMetadata', 'recipe.maxWidth', 'recipe.quality'];

test.each([
  ['a form', 'colour', () => post(uploadForm(GOOD, wrong))],
  ['a query', 'colour', () => postCsv(GOOD, `?${new URLSearchParams(wrong)}`)],
  ['JSON', 'recipe.colour', () => postJson({ products: PRODUCTS, recipe: { ...wrong, maxWidth: 1.5 } })],
])(
  'every wrong field of a recipe in %s is listed, and nothing is left behind',
  async (_what, unknown, send) => {
    const { status, body } = await nothingIsLeft(system, send);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_request', error: expect.stringContaining('recipe.') });
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(
      [unknown, ...wrongOnes].sort(),
    );
  },
);

test.each([
  ['no products', { products: [] }, 'products'],
  ['no list', { products: 'x' }, 'products'],
  ['a product without a name', { products: [{ imageUrls: URLS }] }, 'products[0].name'],
  ['URLs that are no texts', { products: [{ name: 'Lamp', imageUrls: [1] }] }, 'products[0].imageUrls[0]'],
  ['a member too many', { products: PRODUCTS, colour: 'red' }, 'colour'],
  ['another way with bad rows', { products: PRODUCTS, invalidRows: 'fix' }, 'invalidRows'],
])('JSON with %s is refused by the name of the field', async (_what, json, field) => {
  const { status, body } = await nothingIsLeft(system, () => postJson(json));
  expect(status).toBe(400);
  expect(body.errors).toMatchObject([{ field }]);
});

test.each([
  ['trust without an age', { reuse: 'trust' }, 'missing_field'],
  ['an age without trust', { reuseMaxAge: 60 }, 'invalid_value'],
  ['an age that nothing has', { reuse: 'trust', reuseMaxAge: 0 }, 'invalid_value'],
])('a recipe with %s is refused', async (_what, recipe, code) => {
  const { status, body } = await postJson({ products: PRODUCTS, recipe });
  expect([status, body.errors]).toMatchObject([400, [{ field: 'recipe.reuseMaxAge', code }]]);
});

test('a bad product of JSON is named by its place in the list', async () => {
  const products = [
    { name: 'Two\nlines', imageUrls: URLS },
    { name: 'Lamp', imageUrls: ['nowhere'] },
  ];
  const { status, body } = await postJson({ products });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: 'invalid_catalogue',
    errors: [{ field: 'products[1]', code: 'invalid_url' }],
  });
});

test('what is no JSON object for a recipe, and an invalid webhook URL, are refused', async () => {
  for (const recipe of ['{', '[]', 'null', '5']) {
    expect((await post(uploadForm(GOOD, { recipe }))).body.errors).toMatchObject([{ field: 'recipe' }]);
  }
  expect((await postJson({ products: PRODUCTS, webhookUrl: 'hook' })).body.code).toBe('invalid_webhook_url');
  expect((await postCsv(GOOD, '?dryRun=perhaps')).body.errors).toMatchObject([{ field: 'dryRun' }]);
});

test('bad rows are refused with the list, or skipped when the client asks for it', async () => {
  const refused = await nothingIsLeft(system, () => postCsv(BAD_ROWS));
  expect(refused).toMatchObject({
    status: 400,
    body: { code: 'invalid_catalogue', errors: [{ line: 4 }, { line: 5 }] },
  });
  const { status, body } = await postCsv(BAD_ROWS, '?invalidRows=skip');
  expect([status, body.counts]).toEqual([
    202,
    { products: 2, images: 2, compressed: 0, failed: 0, reused: 0, rejected: 2 },
  ]);
  expect((await system.log.lastEvent('request.accepted', body.id))?.event.data).toMatchObject({
    upload: { invalidRows: 'skip', maxUrlsPerRow: 5 },
    totals: { products: 2, images: 2, rejected: 2 },
  });
  const nothingGood = await nothingIsLeft(system, () =>
    postCsv(`${HEADER}1,Lamp,nowhere\n`, '?invalidRows=skip'),
  );
  expect(nothingGood).toMatchObject({ status: 400, body: { errors: [{ line: 2 }] } });
});

test('a dry run reports and starts nothing', async () => {
  const totals = { products: 2, images: 2, duplicates: 1, rejected: 2 };
  const detected = {
    encoding: 'utf-8',
    delimiter: ',',
    columns: { name: 'Product Name', images: ['Input Image URLs'] },
  };
  const errors = [expect.objectContaining({ line: 4 }), expect.objectContaining({ line: 5 })];
  const report = { valid: false, totals, detected, errors, errorsOmitted: 0 };
  await nothingIsLeft(system, async () => {
    expect(await postCsv(BAD_ROWS, '?dryRun=true')).toMatchObject({ status: 200, body: report });
    const skipping = await post(uploadForm(BAD_ROWS, { invalidRows: 'skip' }), { query: '?dryRun=true' });
    expect(skipping).toMatchObject({ status: 200, body: { ...report, valid: true } });
    expect(await postJson({ products: PRODUCTS }, '?dryRun=true')).toMatchObject({
      status: 200,
      body: { valid: true, totals: { ...totals, rejected: 0 }, errors: [] },
    });
    expect(await postCsv('', '?dryRun=true')).toMatchObject({
      status: 400,
      body: { code: 'invalid_catalogue' },
    });
  });
});

test('channels are named in every kind of body, and stand in the event and the answer', async () => {
  const form = uploadForm(GOOD, { channels: 'google-merchant' });
  form.append('channels', 'google-merchant, google-merchant');
  const channels = ['google-merchant'];
  for (const { status, body } of [
    await post(form),
    await postCsv(GOOD, '?channels=google-merchant&channels=google-merchant'),
    await postJson({ products: PRODUCTS, channels }),
  ]) {
    expect(status).toBe(202);
    expect(body).toMatchObject({ channels, links: { audit: `${body.links.self}/audit` } });
    expect((await system.log.lastEvent('request.accepted', body.id))?.event.data.channels).toEqual(channels);
  }
});

test('a recipe for a channel is what the channel takes, but for what is said otherwise', async () => {
  const answers = [
    await postJson({ products: PRODUCTS, recipe: { for: 'google-merchant', quality: 30, maxWidth: 900 } }),
    await postCsv(GOOD, '?for=google-merchant&quality=30&maxWidth=900'),
  ];
  for (const { body } of answers) {
    expect(body).toMatchObject({ channels: ['google-merchant'], recipe: { quality: 30, maxWidth: 900 } });
    // Neither does a limit of bytes, or a look, take the place of the quality that was wished for.
    expect((await acceptedAs(body.id)).recipe).toEqual({
      quality: 30,
      format: 'jpeg',
      maxWidth: 900,
      maxHeight: 8000,
    });
  }
});

test.each([
  ['a form', 'channels', () => post(uploadForm(GOOD, { channels: 'google-merchant,ebai' }))],
  ['a query of a dry run', 'channels', () => postCsv(GOOD, '?channels=ebai&dryRun=true')],
  ['JSON', 'recipe.for', () => postJson({ products: PRODUCTS, recipe: { for: 'ebai' } })],
])('an unknown channel in %s is refused with those that there are', async (_what, field, send) => {
  const { status, body } = await nothingIsLeft(system, send);
  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: 'unknown_channel',
    detail: expect.stringMatching(/“ebai” is no channel .*google-merchant/),
    hint: expect.stringContaining('GET /v1/channels'),
    errors: [{ field }],
  });
});

test.each([
  ['a CSV that is too large', () => postCsv(GOOD + ' '.repeat(100_000)), 413, 'file_too_large'],
  [
    'JSON that is too large',
    () => postJson({ products: PRODUCTS, x: ' '.repeat(60_000) }),
    413,
    'body_too_large',
  ],
  ['text', () => post(GOOD, { headers: { 'content-type': 'text/plain' } }), 415, 'unsupported_media_type'],
  ['XML', () => post(GOOD, { headers: { 'content-type': 'text/xml' } }), 415, 'unsupported_media_type'],
  ['nothing', () => post(''), 415, 'unsupported_media_type'],
  [
    'broken JSON',
    () => post('{', { headers: { 'content-type': 'application/json' } }),
    400,
    'invalid_request',
  ],
  [
    'too many images',
    () => postCsv(catalogue(...Array.from({ length: 21 }, (_, n) => [`https://a.example/${n}.jpg`]))),
    400,
    'invalid_catalogue',
  ],
])('%s is refused, and nothing is left behind', async (_what, send, status, code) => {
  expect(await nothingIsLeft(system, send)).toMatchObject({ status, body: { status, code } });
});
