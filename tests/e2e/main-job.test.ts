import { text } from 'node:stream/consumers';
import {
  originForTest,
  systemForTest,
  TEST_WEBHOOK_SECRET,
  type TestSystem,
  waitFor,
} from '@halftone/local-stack/testing';
import sharp from 'sharp';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNothingLost } from './accounting.ts';
import { auditJobs } from './audit.ts';
import { accepted, catalogue, completed, outputOf, statusOf, upload } from './client.ts';
import { picture, serve } from './pictures.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await systemForTest();
});
afterAll(() => system[Symbol.asyncDispose]());

test('a catalogue goes in, and compressed images, a CSV and a signed webhook come out', async () => {
  await using origin = await originForTest({
    '/a.jpg': serve(await picture(1)),
    '/b.jpg': serve(await picture(2)),
  });
  const received: { headers: Record<string, string>; body: string }[] = [];
  await using receiver = await originForTest({
    '/hook': async (request, response) => {
      received.push({ headers: request.headers as Record<string, string>, body: await text(request) });
      response.writeHead(204).end();
    },
  });
  const csv = catalogue([[`${origin.url}/a.jpg`, `${origin.url}/b.jpg`], [`${origin.url}/a.jpg`]]);
  const requestId = await accepted(system.api, csv, `${receiver.url}/hook`);
  const status = await completed(system.api, requestId);
  expect(status).toMatchObject({
    requestId,
    progress: 100,
    outputCsvUrl: `${system.api}/api/download/${requestId}`,
  });

  const rows = await outputOf(system.api, requestId);
  expect(Object.keys(rows[0] ?? {})).toEqual([
    'S. No.',
    'Product Name',
    'Input Image URLs',
    'Output Image URLs',
  ]);
  expect(rows.map((row) => row['Product Name'])).toEqual(['Product 1', 'Product 2']);
  const [first, second] = rows.map((row) => (row['Output Image URLs'] ?? '').split(', '));
  expect(first).toHaveLength(2);
  expect(second).toEqual([first?.[0]]);
  expect(origin.hits.get('/a.jpg')).toBe(1);

  const image = Buffer.from(await (await fetch(first?.[0] ?? '')).arrayBuffer());
  expect(await sharp(image).metadata()).toMatchObject({ format: 'jpeg', width: 240, height: 160 });
  expect(image.length).toBeLessThan((await picture(1)).length / 2);
  await expectNothingLost(system, requestId, { products: 2, images: 2 });

  const delivery = await waitFor('the webhook', () => received[0]);
  const verified = new Webhook(TEST_WEBHOOK_SECRET).verify(delivery.body, delivery.headers);
  expect(verified).toMatchObject({
    type: 'request.completed',
    requestId,
    status: 'completed',
    outputCsvUrl: `${system.api}/api/download/${requestId}`,
    data: { requestId, outcome: 'succeeded', counts: { products: 2, images: 2, compressed: 2, failed: 0 } },
  });
});

auditJobs(() => system);

test('a status asked for right after the upload is answered', async () => {
  await using origin = await originForTest({ '/a.jpg': serve(await picture(3)) });
  for (let i = 0; i < 20; i += 1) {
    const requestId = await accepted(system.api, catalogue([[`${origin.url}/a.jpg`]]));
    expect(['pending', 'processing', 'completed']).toContain((await statusOf(system.api, requestId)).status);
  }
});

test('a catalogue with a BOM, CRLF, quoted commas and quotes comes back as it was written', async () => {
  await using origin = await originForTest({ '/a,b.jpg': serve(await picture(4)) });
  const csv = `\uFEFFS. No.,Product Name,Input Image URLs\r\n1,"Mug, blue ""XL""","${origin.url}/a,b.jpg"\r\n\r\n2,Tasse é,"${origin.url}/a,b.jpg"\r\n`;
  const requestId = await accepted(system.api, csv);
  await completed(system.api, requestId);
  const rows = await outputOf(system.api, requestId);
  expect(rows.map((row) => [row['S. No.'], row['Product Name'], row['Input Image URLs']])).toEqual([
    ['1', 'Mug, blue "XL"', `${origin.url}/a,b.jpg`],
    ['2', 'Tasse é', `${origin.url}/a,b.jpg`],
  ]);
  expect(rows.every((row) => row['Output Image URLs']?.startsWith('http'))).toBe(true);
});

test('a broken row is reported with its line, and the file is not accepted', async () => {
  const csv =
    'S. No.,Product Name,Input Image URLs\n1,Mug,http://shop.example/a.jpg\n2,Lamp,not a url\n3,Chair,\n';
  const response = await upload(system.api, csv);
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  const problem = (await response.json()) as { errors: { line: number }[] };
  expect(problem).toMatchObject({
    status: 400,
    title: expect.any(String),
    detail: expect.any(String),
    error: expect.any(String),
  });
  expect(problem.errors.map(({ line }) => line)).toEqual([3, 4]);
});

test('a request all of whose images fail is completed too', async () => {
  await using origin = await originForTest({});
  const requestId = await accepted(system.api, catalogue([[`${origin.url}/gone.jpg`]]));
  await completed(system.api, requestId);
  const [row] = await outputOf(system.api, requestId);
  expect(row?.['Output Image URLs']).toBe('');
  expect(row?.Errors).toMatch(/404/);
});
