import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { imageIdOf } from '@halftone/contracts';
import {
  databaseForTest,
  natsForTest,
  type TestDatabase,
  type TestNats,
  waitFor,
} from '@halftone/local-stack/testing';
import { migrate, openReadModel } from '@halftone/read-model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue, HEADER, rawForm, rawHeaders, uploadForm } from './testing/catalogue.ts';
import { gatewayForTest, type TestGateway } from './testing/gateway.ts';
import { messagesInBucket } from './testing/uploads-bucket.ts';

const MEGABYTE = 1024 * 1024;
const GOOD = catalogue(['https://a.example/1.jpg']);

let nats: TestNats;
let database: TestDatabase;
let gateway: TestGateway;

beforeAll(async () => {
  nats = await natsForTest();
  database = await databaseForTest();
  await using readModel = await openReadModel({ url: database.trackerUrl });
  await migrate(readModel);
  gateway = await gatewayForTest(
    { natsUrl: nats.url, databaseUrl: database.gatewayUrl },
    { limits: { maxUploadBytes: 80 * MEGABYTE }, expressMaxImages: 3 },
  );
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});

async function upload(body: FormData, path = '/api/upload') {
  const response = await fetch(gateway.url + path, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function accepted(body: FormData) {
  const { requestId } = (await upload(body)).body;
  return (await gateway.log.lastEvent('request.accepted', String(requestId)))?.event.data;
}

async function nothingIsLeft<T>(during: () => Promise<T>): Promise<T> {
  const before = { bucket: await messagesInBucket(nats.url), log: await gateway.log.lastSequence() };
  const answer = await during();
  await waitFor(
    'the bucket to be as before',
    async () => (await messagesInBucket(nats.url)) === before.bucket,
  );
  expect(await gateway.log.lastSequence()).toBe(before.log);
  return answer;
}

test('an upload is answered in the two forms that clients know', async () => {
  const message = 'CSV file received and queued for processing';
  const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(await upload(uploadForm(GOOD))).toEqual({ status: 202, body: { message, requestId } });
  const plain = await upload(uploadForm(GOOD), '/upload');
  expect(plain).toEqual({ status: 200, body: { request_id: requestId, requestId, message } });
  expect(plain.body.request_id).toBe(plain.body.requestId);
});

test('the accepted event tells what was stored, how to read it and what it adds up to', async () => {
  const again = 'https://a.example/1.jpg';
  const csv = catalogue([again, 'https://a.example/2.jpg'], [again]);
  const event = await accepted(uploadForm(csv, { webhookUrl: 'https://shop.example/hook' }));
  expect(event).toMatchObject({
    tenant: 'public',
    upload: {
      bucket: 'uploads',
      object: event?.requestId,
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
  expect(imageIdOf(again, { quality: 50 })).toMatch(/^[0-9a-f]{32}$/);
  const stored = await gateway.log.uploads.get(String(event?.requestId));
  expect(stored && (await text(Readable.from(stored)))).toBe(csv);
});

test('more images than the express lane takes go to the bulk lane', async () => {
  const urls = ['1', '2', '3', '4'].map((name) => `https://a.example/${name}.jpg`);
  expect((await accepted(uploadForm(catalogue(urls))))?.lane).toBe('bulk');
  expect((await accepted(uploadForm(catalogue(urls.slice(1)))))?.lane).toBe('express');
});

test('the status asked for right after the upload is pending, not unknown', async () => {
  const { body } = await upload(uploadForm(GOOD));
  const response = await fetch(`${gateway.url}/api/status/${body.requestId}`);
  expect(response.status).toBe(200);
  const status = (await response.json()) as Record<string, unknown>;
  expect(status).toEqual({
    requestId: body.requestId,
    status: 'pending',
    progress: 0,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    updatedAt: status.createdAt,
  });
  const download = await fetch(`${gateway.url}/api/download/${body.requestId}`);
  expect(download.status).toBe(404);
  expect(await download.json()).toMatchObject({ error: 'Output file not available' });
});

test('bad rows are refused with their lines, and nothing is left behind', async () => {
  const csv = `${GOOD}2,,https://a.example/2.jpg\n3,Lamp,nowhere\n`;
  const { status, body } = await nothingIsLeft(() => upload(uploadForm(csv)));
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
  const { body } = await nothingIsLeft(() => upload(uploadForm(csv), '/upload'));
  expect(body.errors).toHaveLength(100);
  expect(body.errorsOmitted).toBe(50);
});

test.each([
  ['an empty file', '', 'empty_file'],
  ['a header alone', HEADER, 'no_products'],
  ['a file without the columns', 'a,b,c,d\n1,2,3,4\n', 'missing_columns'],
  ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), 'not_csv'],
])('%s is refused as a whole, and nothing is left behind', async (_what, file, code) => {
  const { status, body } = await nothingIsLeft(() => upload(uploadForm(file)));
  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: 'invalid_catalogue',
    errors: [{ code, detail: expect.any(String), hint: expect.any(String) }],
  });
});

test('a bad webhook URL after a good file leaves nothing behind', async () => {
  const { body } = await nothingIsLeft(() => upload(uploadForm(GOOD, { webhookUrl: 'ftp://a.example' })));
  expect(body).toMatchObject({ status: 400, code: 'invalid_webhook_url' });
});

test('two files are refused, and nothing is left behind', async () => {
  const form = uploadForm(GOOD);
  form.append('file', new Blob([GOOD]), 'second.csv');
  const { body } = await nothingIsLeft(() => upload(form));
  expect(body).toMatchObject({ status: 400, code: 'too_many_files' });
});

/** A catalogue of about so many bytes, row by row, in which images repeat. */
function* bigCatalogue(bytes: number): Generator<Buffer> {
  yield Buffer.from(rawForm.start + HEADER);
  const rows = Array.from(
    { length: 500 },
    (_, index) => `${index},Product ${index},https://images.example/${'folder/'.repeat(10)}${index}.jpg\n`,
  );
  const piece = Buffer.from(rows.join(''));
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece;
  yield Buffer.from(rawForm.end);
}

test('a file of 60 MB passes through in flat memory', async () => {
  let most = 0;
  const before = process.memoryUsage().arrayBuffers;
  function* watched() {
    for (const piece of bigCatalogue(60 * MEGABYTE)) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      yield piece;
    }
  }
  const response = await fetch(`${gateway.url}/api/upload`, {
    method: 'POST',
    headers: rawHeaders,
    body: ReadableStream.from(watched()),
    duplex: 'half',
  });
  expect(response.status).toBe(202);
  expect(most).toBeLessThan(30 * MEGABYTE);
});

test('a file that is too large is refused while it is sent, and nothing is left behind', async () => {
  const { status, body } = await nothingIsLeft(() => sendRaw(bigCatalogue(80 * MEGABYTE + 60_000)));
  expect(status).toBe(413);
  expect(body).toMatchObject({ code: 'file_too_large' });
});

test('a body that announces to be too large is refused before it is sent', async () => {
  const request = httpRequest(`${gateway.url}/upload`, {
    method: 'POST',
    headers: { ...rawHeaders, 'content-length': 500 * MEGABYTE },
  });
  request.flushHeaders();
  const [response] = await once(request, 'response');
  expect(response.statusCode).toBe(413);
  request.destroy();
});

test('a client that goes away in the middle leaves nothing behind', async () => {
  await nothingIsLeft(async () => {
    const before = await messagesInBucket(nats.url);
    const request = httpRequest(`${gateway.url}/upload`, { method: 'POST', headers: rawHeaders });
    request.on('error', () => {});
    request.write(rawForm.start + HEADER + '1,Lamp,https://a.example/1.jpg\n'.repeat(20_000));
    await waitFor('something to be stored', async () => (await messagesInBucket(nats.url)) > before);
    request.destroy();
  });
});

test('a form that ends in the middle of the file is refused, and nothing is left behind', async () => {
  const csv = HEADER + '1,Lamp,https://a.example/1.jpg\n'.repeat(20_000);
  const { status, body } = await nothingIsLeft(() => sendRaw([Buffer.from(rawForm.start + csv)]));
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'invalid_form' });
});

test('the refusal reaches a client that sends everything before it reads', async () => {
  const late = [Buffer.from(`${rawForm.start}a,b,c,d\n`), ...bigCatalogue(10 * MEGABYTE)];
  const { status, body } = await nothingIsLeft(() => sendRaw(late));
  expect(status).toBe(400);
  expect(body).toMatchObject({ errors: [{ code: 'missing_columns' }] });
});

/** Sends a body as simple clients do: everything first, and only then is the answer read. */
async function sendRaw(pieces: Iterable<Buffer>): Promise<{ status: number; body: unknown }> {
  const body = [...pieces];
  const head = [
    'POST /api/upload HTTP/1.1',
    'Host: gateway',
    'Connection: close',
    `Content-Type: ${rawHeaders['content-type']}`,
    `Content-Length: ${body.reduce((sum, { length }) => sum + length, 0)}`,
  ];
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  for (const piece of [Buffer.from(`${head.join('\r\n')}\r\n\r\n`), ...body]) {
    if (!socket.write(piece)) await once(socket, 'drain');
  }
  const answer = await text(socket);
  const [start = '', ...rest] = answer.split('\r\n\r\n');
  return { status: Number(start.split(' ')[1]), body: JSON.parse(rest.join('')) };
}
