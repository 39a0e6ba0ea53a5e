import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyKey, clientOf } from '../testing/client.ts';
import { systemForTest, type TestSystem } from '../testing/gateway.ts';
import { project } from '../testing/projected.ts';

let system: TestSystem;
let acme: ReturnType<typeof clientOf>;

const image = { url: 'https://a.example/1.jpg', outputUrl: 'https://out.example/1.jpg' };
const failed = { url: 'https://a.example/2.jpg', failure: 'The server answered 404.' };

beforeAll(async () => {
  system = await systemForTest({ keys: anyKey }, async (readModel) => {
    await project(readModel, {
      id: 'first',
      tenant: 'acme',
      completed: true,
      acceptedAt: new Date('2026-03-01T00:00:00Z'),
      products: [{ id: 7, name: 'Mug, "blue"', images: [image, failed] }],
    });
    await project(readModel, {
      id: 'second',
      tenant: 'acme',
      completed: false,
      acceptedAt: new Date('2026-03-02T00:00:00Z'),
      products: [
        { id: 8, name: '=cmd()', images: [image] },
        { id: 9, name: 'Not yet', images: [{ url: 'https://a.example/3.jpg' }] },
      ],
    });
    await project(readModel, {
      id: 'others',
      tenant: 'bolt',
      completed: true,
      products: [{ id: 10, name: 'Secret', images: [image] }],
    });
  });
  acme = clientOf(system.url);
});

afterAll(() => system[Symbol.asyncDispose]());

const HEADER = 'id,request_id,serial_number,product_name,input_image_urls,output_image_urls,status,errors';
const FIRST =
  '7,first,1,"Mug, ""blue""","https://a.example/1.jpg, https://a.example/2.jpg","https://out.example/1.jpg, ",completed,Image 2 (https://a.example/2.jpg): The server answered 404. Check the link. (not_found)';
const SECOND = "8,second,1,'=cmd(),https://a.example/1.jpg,https://out.example/1.jpg,completed,";

describe('reference system 2: GET /export', () => {
  test('is every processed product of every request of the caller, properly quoted', async () => {
    const answer = await acme.file('/export');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await answer.text()).toBe(`${[HEADER, FIRST, SECOND].join('\n')}\n`);
  });

  test('is narrowed to a request', async () => {
    expect(await (await acme.file('/export?request_id=first')).text()).toBe(
      `${[HEADER, FIRST].join('\n')}\n`,
    );
  });

  test.each(['unknown', 'others', '*'])(
    'of a request that is unknown, or of somebody else, is a 404: %s',
    async (id) => {
      expect(await acme.get(`/export?request_id=${id}`)).toMatchObject({
        status: 404,
        body: { code: 'request_not_found', error: expect.any(String) },
      });
    },
  );
});

describe('reference system 2: the webhook inbox', () => {
  const post = (body: string, key = 'acme') =>
    fetch(`${system.url}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body,
    });

  test('takes in what is posted, and lists it, the newest first, for its owner only', async () => {
    const theirs = { image_id: 7, status: 'completed', output_images: ['https://out.example/1.jpg'] };
    const ours = { type: 'request.completed', data: { nested: [1, null, { deep: true }] } };
    for (const body of [theirs, ours]) {
      const answer = await post(JSON.stringify(body));
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ message: expect.any(String) });
    }
    expect((await acme.get('/webhook')).body).toEqual({
      items: [ours, theirs].map((body) => ({ receivedAt: expect.stringMatching(/Z$/), body })),
      nextCursor: null,
    });
    expect((await clientOf(system.url, 'bolt').get('/webhook')).body).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  test.each([
    ['nothing', '', 400],
    ['broken JSON', '{', 400],
    ['no object', '[1]', 400],
    ['what is nested too deep', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 400],
    ['too much', JSON.stringify({ text: 'x'.repeat(70_000) }), 413],
  ])('refuses %s', async (_what, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
  });
});
