import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue, HEADER, uploadForm } from '../testing/catalogue.ts';
import { systemForTest, type TestSystem } from '../testing/gateway.ts';
import { nothingIsLeft } from '../testing/uploads-bucket.ts';

const GOOD = catalogue(['https://a.example/1.jpg']);

let system: TestSystem;

beforeAll(async () => {
  system = await systemForTest({ expressMaxImages: 3 });
});

afterAll(() => system[Symbol.asyncDispose]());

async function upload(body: FormData, path = '/api/upload') {
  const response = await fetch(system.url + path, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function accepted(body: FormData) {
  const { requestId } = (await upload(body)).body;
  return (await system.log.lastEvent('request.accepted', String(requestId)))?.event.data;
}

test('an upload is answered in the two forms that clients know', async () => {
  const message = 'CSV file received and queued for processing';
  const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(await upload(uploadForm(GOOD))).toEqual({ status: 202, body: { message, requestId } });
  const plain = await upload(uploadForm(GOOD), '/upload');
  expect(plain).toEqual({ status: 200, body: { request_id: requestId, requestId, message } });
  expect(plain.body.request_id).toBe(plain.body.requestId);
});

test('the accepted event says what was stored, how to read it and what it adds up to', async () => {
  const again = 'https://a.example/1.jpg';
  const csv = catalogue([again, 'https://a.example/2.jpg'], [again]);
  const event = await accepted(uploadForm(csv, { webhookUrl: 'https://shop.example/hook' }));
  expect(event).toMatchObject({
    tenant: 'public',
    upload: {
      bucket: 'uploads',
      object: expect.stringMatching(/^[0-9a-f-]{36}$/),
      filename: 'catalogue.csv',
      bytes: csv.length,
      digest: expect.stringMatching(/^SHA-256=/),
      delimiter: ',',
      encoding: 'utf-8',
      columns: { serial: 0, name: 1, images: 2 },
    },
    totals: { products: 2, images: 2 },
    recipe: { quality: 50 },
    lane: 'express',
    webhookUrl: 'https://shop.example/hook',
  });
  const stored = await system.log.uploads.get(String(event?.upload.object));
  expect(stored && (await text(Readable.from(stored)))).toBe(csv);
});

test('more images than the express lane takes go to the bulk lane', async () => {
  const urls = ['1', '2', '3', '4'].map((name) => `https://a.example/${name}.jpg`);
  expect((await accepted(uploadForm(catalogue(urls))))?.lane).toBe('bulk');
  expect((await accepted(uploadForm(catalogue(urls.slice(1)))))?.lane).toBe('express');
});

test('the status asked for right after the upload is pending, not unknown', async () => {
  const { body } = await upload(uploadForm(GOOD));
  const response = await fetch(`${system.url}/api/status/${body.requestId}`);
  expect(response.status).toBe(200);
  const status = (await response.json()) as Record<string, unknown>;
  expect(status).toEqual({
    requestId: body.requestId,
    status: 'pending',
    progress: 0,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    updatedAt: status.createdAt,
  });
  const download = await fetch(`${system.url}/api/download/${body.requestId}`);
  expect(download.status).toBe(404);
  expect(await download.json()).toMatchObject({ error: 'Output file not available' });
});

test('bad rows are refused with their lines, and nothing is left behind', async () => {
  const csv = `${GOOD}2,,https://a.example/2.jpg\n3,Lamp,nowhere\n`;
  const { status, body } = await nothingIsLeft(system, () => upload(uploadForm(csv)));
  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: 'invalid_catalogue',
    error: expect.stringMatching(/^2 rows are bad, the first on line 3/),
    errors: [
      { line: 3, code: 'missing_name', detail: expect.any(String), hint: expect.any(String) },
      { line: 4, code: 'invalid_url' },
    ],
    errorsOmitted: 0,
  });
});

test('of many bad rows the first hundred are listed and the others counted', async () => {
  const csv = HEADER + '1,Lamp,nowhere\n'.repeat(150);
  const { body } = await nothingIsLeft(system, () => upload(uploadForm(csv), '/upload'));
  expect(body.errors).toHaveLength(100);
  expect(body.errorsOmitted).toBe(50);
});

test.each([
  ['an empty file', '', 'empty_file'],
  ['a header alone', HEADER, 'no_products'],
  ['a file without the columns', 'a,b,c,d\n1,2,3,4\n', 'missing_columns'],
  ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), 'not_csv'],
])('%s is refused as a whole, and nothing is left behind', async (_what, file, code) => {
  const { status, body } = await nothingIsLeft(system, () => upload(uploadForm(file)));
  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: 'invalid_catalogue',
    errors: [{ code, detail: expect.any(String), hint: expect.any(String) }],
  });
});

test('a bad webhook URL after a good file leaves nothing behind', async () => {
  const { body } = await nothingIsLeft(system, () =>
    upload(uploadForm(GOOD, { webhookUrl: 'ftp://a.example' })),
  );
  expect(body).toMatchObject({ status: 400, code: 'invalid_webhook_url' });
});

test('two files are refused, and nothing is left behind', async () => {
  const form = uploadForm(GOOD);
  form.append('file', new Blob([GOOD]), 'second.csv');
  const { body } = await nothingIsLeft(system, () => upload(form));
  expect(body).toMatchObject({ status: 400, code: 'too_many_files' });
});

test.each(['webhookUrl', 'webhook_url', 'callback_url'])(
  'a receiver is taken as %s, in the form or the query',
  async (name) => {
    const webhookUrl = 'https://shop.example/hook';
    expect(await accepted(uploadForm(GOOD, { [name]: webhookUrl }))).toMatchObject({ webhookUrl });
    const { body } = await upload(uploadForm(GOOD), `/upload?${name}=${encodeURIComponent(webhookUrl)}`);
    const event = await system.log.lastEvent('request.accepted', String(body.requestId));
    expect(event?.event.data).toMatchObject({ webhookUrl });
  },
);

test('a field that speaks of webhooks and is not known is refused, not ignored', async () => {
  expect(await upload(uploadForm(GOOD, { webhook_secret: 'x' }), '/upload')).toMatchObject({
    status: 400,
    body: { code: 'invalid_form', detail: expect.stringContaining('webhook_secret') },
  });
});

test('what the receiver is told is chosen in the form', async () => {
  const fields = {
    webhookUrl: 'https://shop.example/hook',
    webhookEvents: 'request.progress,request.completed',
  };
  expect(await accepted(uploadForm(GOOD, fields))).toMatchObject({
    webhookEvents: ['request.completed', 'request.progress'],
  });
});

test.each(['http://10.0.0.7/hook', 'http://[fd00::1]/', 'http://169.254.169.254/'])(
  'a receiver at the private address %s is refused, and leaves nothing behind',
  async (webhookUrl) => {
    for (const path of ['/upload', '/v1/requests', '/v1/requests?dryRun=true']) {
      const refused = await nothingIsLeft(system, () => upload(uploadForm(GOOD, { webhookUrl }), path));
      expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_webhook_url' } });
    }
  },
);
