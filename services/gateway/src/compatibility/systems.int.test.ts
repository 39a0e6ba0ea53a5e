import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue, uploadForm } from '../testing/catalogue.ts';
import { gatewayForTest, systemForTest, type TestGateway, type TestSystem } from '../testing/gateway.ts';
import { project } from '../testing/projected.ts';
import { SYSTEM_NAMES, type SystemName } from './systems.ts';

const RUNNING = '550e8400-e29b-41d4-a716-446655440000';
const DONE = '650e8400-e29b-41d4-a716-446655440000';
const CANCELLED = '750e8400-e29b-41d4-a716-446655440000';
const UNKNOWN = '850e8400-e29b-41d4-a716-446655440000';

const image = (name: number) => ({
  url: `https://a.example/${name}.jpg`,
  outputUrl: `https://out.example/${name}.jpg`,
});
const failed = { url: 'https://a.example/9.jpg', failure: 'The server answered 404.' };
const times = { createdAt: '2026-03-01T10:15:30.000Z', updatedAt: '2026-03-01T10:20:45.000Z' };
const ID = expect.stringMatching(/^[0-9a-f-]{36}$/);

let system: TestSystem;
const gateways = new Map<SystemName, TestGateway>();

beforeAll(async () => {
  system = await systemForTest({}, async (readModel) => {
    const products = [{ id: 5, name: 'Lamp', images: [image(1), image(2)] }];
    await project(readModel, { id: DONE, completed: true, products });
    const half = [{ id: 6, name: 'Chair', images: [image(3), { url: 'https://a.example/4.jpg' }] }];
    await project(readModel, { id: RUNNING, completed: false, products: half });
    const broken = [{ id: 7, name: 'Bed', images: [failed] }];
    await project(readModel, { id: CANCELLED, completed: false, cancelled: true, products: broken });
  });
  for (const compatibleWith of SYSTEM_NAMES) {
    gateways.set(compatibleWith, await gatewayForTest(system, { compatibleWith }));
  }
});

afterAll(async () => {
  for (const gateway of gateways.values()) await gateway[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

/** Calls the gateway that stands in for a system; the body is parsed where it is JSON. */
async function call(name: SystemName, path: string, init: RequestInit = {}) {
  const response = await fetch(`${gateways.get(name)?.url}${path}`, init);
  const text = await response.text();
  const type = response.headers.get('content-type');
  return {
    status: response.status,
    type,
    disposition: response.headers.get('content-disposition'),
    body: type?.startsWith('application/json') ? JSON.parse(text) : text,
  };
}

const upload = (name: SystemName, path = '/upload', form = uploadForm(catalogue([image(1).url]))) =>
  call(name, path, { method: 'POST', body: form });
const answered = (status: number, body: unknown) =>
  expect.objectContaining({ status, body, type: 'application/json; charset=utf-8' });

describe('image-processing-system', () => {
  const name = 'image-processing-system';

  test('POST /upload gives the id of the request, and nothing else', async () => {
    expect(await upload(name)).toEqual(answered(200, { request_id: ID }));
  });

  test.each([
    [RUNNING, 'processing'],
    [DONE, 'completed'],
    [CANCELLED, 'completed'],
  ])('GET /status/%s is %s, and nothing else', async (id, status) => {
    expect(await call(name, `/status/${id}`)).toEqual(answered(200, { status }));
  });

  test('has no word for a request that has not begun: it is processing', async () => {
    const { body } = await upload(name);
    expect(await call(name, `/status/${body.request_id}`)).toEqual(answered(200, { status: 'processing' }));
  });

  test.each([UNKNOWN, '5'])('GET /status/%s, which is unknown, is an error in its words', async (id) => {
    expect(await call(name, `/status/${id}`)).toEqual(answered(404, { error: 'Invalid request ID' }));
  });
});

describe('node-express-mongo', () => {
  const name = 'node-express-mongo';

  test('POST /upload accepts with the id of the request', async () => {
    expect(await upload(name)).toEqual(answered(202, { requestId: ID }));
  });

  test('an upload without a file is refused in its words', async () => {
    const form = new FormData();
    form.set('note', 'no file');
    expect(await upload(name, '/upload', form)).toEqual(answered(400, { error: 'No file uploaded' }));
  });

  test.each([
    [RUNNING, 'processing', 50],
    [DONE, 'completed', 100],
  ])('GET /status/%s is %s at %i %%', async (id, status, progress) => {
    const body = { request_id: id, requestId: id, status, progress, ...times };
    expect(await call(name, `/status/${id}`)).toEqual(answered(200, body));
  });

  test('GET /status of an unknown id is an error in its words', async () => {
    expect(await call(name, `/status/${UNKNOWN}`)).toEqual(answered(404, { error: 'Invalid request ID' }));
  });

  test('POST /webhook takes in a notification', async () => {
    const body = JSON.stringify({ requestId: DONE, status: 'completed' });
    const headers = { 'content-type': 'application/json' };
    expect(await call(name, '/webhook', { method: 'POST', headers, body })).toEqual(
      answered(200, { message: 'Data processed' }),
    );
  });
});

describe('flask-sqlite', () => {
  const name = 'flask-sqlite';

  test('curl -X POST -F "file=@sample.csv" /upload', async () => {
    expect(await upload(name)).toEqual(
      answered(200, { message: 'File uploaded successfully!', request_id: ID }),
    );
  });

  test('curl -X GET /status/5 is a product, and an empty key says that none of its images failed', async () => {
    expect(await call(name, '/status/5')).toEqual(
      answered(200, {
        id: 5,
        product_name: 'Lamp',
        input_image_urls: 'https://a.example/1.jpg,https://a.example/2.jpg',
        output_image_urls: 'https://out.example/1.jpg,https://out.example/2.jpg',
        status: 'completed',
        errors: '',
      }),
    );
  });

  test('a product that is not completed has its words, and one whose image failed says so', async () => {
    expect((await call(name, '/status/6')).body).toMatchObject({
      output_image_urls: 'Processing...',
      status: 'processing',
      errors: '',
    });
    expect((await call(name, '/status/7')).body).toMatchObject({
      output_image_urls: '',
      status: 'completed',
      errors: expect.stringContaining('The server answered 404.'),
    });
  });

  test('GET /status of an unknown product is an error in its words', async () => {
    expect(await call(name, '/status/99')).toEqual(answered(404, { error: 'Image ID not found' }));
  });

  test('curl -X GET /export -o processed_images.csv has its columns, and one more for the errors', async () => {
    expect(await call(name, '/export')).toEqual({
      status: 200,
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename=processed_images.csv',
      body: [
        'Image ID,Product Name,Input Image URLs,Output Image URLs,Status,Errors',
        '5,Lamp,"https://a.example/1.jpg,https://a.example/2.jpg","https://out.example/1.jpg,https://out.example/2.jpg",completed,',
        '7,Bed,https://a.example/9.jpg,,completed,Image 1 (https://a.example/9.jpg): The server answered 404. Check the link. (not_found)',
        '',
      ].join('\n'),
    });
  });

  test('curl -X POST /webhook takes in a notification', async () => {
    const body =
      '{"image_id": 5, "status": "completed", "output_images": ["compressed_images/compressed_5_0.jpg"]}';
    const headers = { 'content-type': 'application/json' };
    expect(await call(name, '/webhook', { method: 'POST', headers, body })).toEqual(
      answered(200, { message: 'Webhook received successfully!' }),
    );
  });

  test('a file that cannot be used is refused in its words, and beside them is told what to fix', async () => {
    const csv = catalogue(['no url']);
    expect(await upload(name, '/upload', uploadForm(csv))).toEqual(
      answered(
        400,
        expect.objectContaining({
          error: 'Invalid CSV format',
          code: 'invalid_catalogue',
          errors: [expect.objectContaining({ line: 2, hint: expect.any(String) })],
        }),
      ),
    );
  });
});

describe('node-worker-threads', () => {
  const name = 'node-worker-threads';

  test('POST /api/upload accepts with its sentence and the id of the request', async () => {
    const message = 'CSV file received and queued for processing';
    expect(await upload(name, '/api/upload')).toEqual(answered(202, { message, requestId: ID }));
  });

  test.each([
    [RUNNING, { status: 'processing', progress: 50 }],
    [
      DONE,
      {
        status: 'completed',
        progress: 100,
        outputCsvUrl: `https://halftone.example/api/download/${DONE}`,
      },
    ],
    [CANCELLED, { status: 'failed', progress: 99 }],
  ])('GET /api/status/%s is %j with its times', async (id, body) => {
    expect(await call(name, `/api/status/${id}`)).toEqual(
      answered(200, { requestId: id, ...times, ...body }),
    );
  });

  test('GET /api/download is the output as CSV', async () => {
    const answer = await call(name, `/api/download/${DONE}`);
    expect(answer).toMatchObject({ status: 200, type: expect.stringMatching(/^text\/csv\b/) });
    expect(answer.body).toMatch(/^S\. No\.,Product Name,Input Image URLs,Output Image URLs/);
  });

  test.each([
    [`/api/status/${UNKNOWN}`, 'Request not found'],
    [`/api/download/${UNKNOWN}`, 'Request not found'],
    [`/api/download/${RUNNING}`, 'Output file not available'],
  ])('GET %s is an error in its words: %s', async (path, error) => {
    expect(await call(name, path)).toEqual(answered(404, { error }));
  });
});

describe('flask-celery-mysql', () => {
  const name = 'flask-celery-mysql';

  test('POST /upload gives the id of the request, and nothing else', async () => {
    expect(await upload(name)).toEqual(answered(200, { request_id: ID }));
  });

  test.each([
    [RUNNING, 'Processing'],
    [DONE, 'Completed'],
    [CANCELLED, 'Completed'],
  ])('GET /status/%s is %s, in upper case, and nothing else', async (id, status) => {
    expect(await call(name, `/status/${id}`)).toEqual(answered(200, { status }));
  });

  test('GET /status of what has just come is Pending', async () => {
    const { body } = await upload(name);
    expect(await call(name, `/status/${body.request_id}`)).toEqual(answered(200, { status: 'Pending' }));
  });

  test('GET /status of an unknown id is an error in its words', async () => {
    expect(await call(name, `/status/${UNKNOWN}`)).toEqual(answered(404, { error: 'Invalid request ID' }));
  });
});

describe.each(SYSTEM_NAMES)('%s', (name) => {
  test('refuses what the system had no words for as JSON with a sentence, a code and a hint', async () => {
    const form = uploadForm(catalogue([image(1).url]), { webhookUrl: 'not a url' });
    const [path] = name === 'node-worker-threads' ? ['/api/upload'] : ['/upload'];
    const body = { error: expect.any(String), code: 'invalid_webhook_url', hint: expect.any(String) };
    expect(await upload(name, path, form)).toEqual(answered(400, expect.objectContaining(body)));
  });

  test('leaves /v1 as it is', async () => {
    expect(await call(name, `/v1/requests/${DONE}`)).toMatchObject({
      body: { id: DONE, status: 'completed' },
    });
    expect((await call(name, `/v1/requests/${UNKNOWN}`)).type).toMatch('application/problem+json');
  });
});
