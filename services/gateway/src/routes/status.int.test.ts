import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemForTest, type TestSystem } from '../testing/gateway.ts';
import { project } from '../testing/projected.ts';

const RUNNING = '550e8400-e29b-41d4-a716-446655440000';
const DONE = '650e8400-e29b-41d4-a716-446655440000';
const UNKNOWN = '750e8400-e29b-41d4-a716-446655440000';

let system: TestSystem;

beforeAll(async () => {
  system = await systemForTest({}, async (readModel) => {
    await project(readModel, {
      id: RUNNING,
      completed: false,
      products: [
        {
          id: 5,
          name: 'Lamp',
          images: [
            { url: 'https://a.example/1.jpg', outputUrl: 'https://out.example/1.jpg' },
            { url: 'https://a.example/2.jpg', failure: 'The server answered 404.' },
            { url: 'https://a.example/3.jpg' },
            { url: 'https://a.example/4.jpg', outputUrl: 'https://out.example/4.jpg' },
          ],
        },
      ],
    });
    await project(readModel, {
      id: DONE,
      completed: true,
      products: [
        {
          id: Number.MAX_SAFE_INTEGER,
          name: '=1+1',
          images: [
            { url: 'https://b.example/1.jpg', failure: 'The server answered 404.' },
            { url: 'https://b.example/2.jpg', outputUrl: 'https://out.example/2.jpg' },
          ],
        },
      ],
    });
  });
});

afterAll(() => system[Symbol.asyncDispose]());

async function get(path: string) {
  const response = await fetch(system.url + path);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const times = { createdAt: '2026-03-01T10:15:30.000Z', updatedAt: '2026-03-01T10:20:45.000Z' };

describe('the status of a request', () => {
  test('shows the progress while it is processed', async () => {
    const status = { requestId: RUNNING, status: 'processing', progress: 75, ...times };
    expect(await get(`/api/status/${RUNNING}`)).toEqual({ status: 200, body: status });
    expect(await get(`/status/${RUNNING}`)).toEqual({
      status: 200,
      body: { request_id: RUNNING, ...status },
    });
  });

  test('links to the output, absolutely, once it is completed', async () => {
    const status = { requestId: DONE, status: 'completed', progress: 100, ...times };
    const outputCsvUrl = `https://halftone.example/api/download/${DONE}`;
    expect(await get(`/api/status/${DONE}`)).toEqual({ status: 200, body: { ...status, outputCsvUrl } });
    expect(await get(`/status/${DONE}`)).toEqual({ status: 200, body: { request_id: DONE, ...status } });
  });

  test.each([
    ['that is unknown', UNKNOWN],
    ['with a wildcard', '*'],
    ['with the other wildcard', '%3E'],
    ['with dots', 'a.b.c'],
    ['with a NUL byte', 'a%00b'],
    ['with a line break', 'a%0D%0APUB'],
    ['with spaces', '%20'],
    ['of 10 kB', 'x'.repeat(10_000)],
    ['that tries to be SQL', "'%20or%20''='"],
  ])('by an id %s is a 404 in the words that clients know', async (_what, id) => {
    const problem = { code: 'request_not_found', status: 404 };
    expect(await get(`/api/status/${id}`)).toMatchObject({
      status: 404,
      body: { ...problem, error: 'Request not found' },
    });
    expect(await get(`/status/${id}`)).toMatchObject({
      status: 404,
      body: { ...problem, error: 'Invalid request ID' },
    });
    expect(await get(`/api/download/${id}`)).toMatchObject({
      status: 404,
      body: { ...problem, error: 'Request not found' },
    });
  });
});

describe('the status of a product', () => {
  test('is one row, with an empty place for an image that has no output', async () => {
    expect(await get('/status/5')).toEqual({
      status: 200,
      body: {
        id: 5,
        product_name: 'Lamp',
        input_image_urls: [1, 2, 3, 4].map((name) => `https://a.example/${name}.jpg`).join(', '),
        output_image_urls: 'https://out.example/1.jpg, , , https://out.example/4.jpg',
        status: 'processing',
        errors: 'Image 2 (https://a.example/2.jpg): The server answered 404. Check the link. (not_found)',
      },
    });
    expect(await get(`/status/${Number.MAX_SAFE_INTEGER}`)).toMatchObject({
      body: { id: Number.MAX_SAFE_INTEGER, status: 'completed' },
    });
  });

  test.each(['6', '0', '9007199254740993', '99999999999999999999999999', '9'.repeat(5000)])(
    'that is unknown is a 404: %s',
    async (id) => {
      expect(await get(`/status/${id}`)).toMatchObject({
        status: 404,
        body: { code: 'product_not_found', error: 'Product not found' },
      });
    },
  );
});

describe('the output', () => {
  test('is a CSV to download, with the reasons of what failed and nothing that a spreadsheet would run', async () => {
    const response = await fetch(`${system.url}/api/download/${DONE}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="halftone-${DONE}.csv"`);
    expect(await response.text()).toBe(
      [
        'S. No.,Product Name,Input Image URLs,Output Image URLs,Colour,Errors',
        '1,\'=1+1,"https://b.example/1.jpg, https://b.example/2.jpg",", https://out.example/2.jpg",red,Image 1 (https://b.example/1.jpg): The server answered 404. Check the link. (not_found)',
        '',
      ].join('\n'),
    );
  });

  test('is not available before the request is completed', async () => {
    expect(await get(`/api/download/${RUNNING}`)).toMatchObject({
      status: 404,
      body: { code: 'output_not_available', error: 'Output file not available' },
    });
  });
});

test('a gateway that has everything it needs is ready', async () => {
  expect(await get('/healthz')).toEqual({ status: 200, body: { status: 'alive' } });
  expect(await get('/readyz')).toEqual({
    status: 200,
    body: { ready: true, checks: { nats: 'ok', postgres: 'ok' } },
  });
});
