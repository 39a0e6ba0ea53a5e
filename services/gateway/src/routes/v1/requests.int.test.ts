import { EXAMPLES } from '@halftone/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyKey, clientOf } from '../../testing/client.ts';
import { systemForTest, type TestSystem } from '../../testing/gateway.ts';
import { project, projectedId } from '../../testing/projected.ts';

const RUNNING = 'running-1';
const OTHERS = 'others-1';
const NOW = new Date('2026-03-01T10:20:30.000Z');

let system: TestSystem;
let acme: ReturnType<typeof clientOf>;

const image = (name: string, end: { outputUrl?: string; failure?: string; copied?: boolean } = {}) => ({
  url: `https://a.example/${name}.jpg`,
  ...end,
});

beforeAll(async () => {
  system = await systemForTest({ keys: anyKey, now: () => NOW }, async (readModel) => {
    await project(readModel, {
      id: RUNNING,
      tenant: 'acme',
      completed: false,
      acceptedAt: new Date('2026-03-01T10:20:20.000Z'),
      products: [
        {
          id: 1,
          name: 'Lamp',
          images: [
            image('1', { outputUrl: 'https://out.example/1.jpg' }),
            image('2', { failure: 'The server answered 404.' }),
            image('3'),
            image('4', { outputUrl: 'https://out.example/4.jpg', copied: true }),
          ],
        },
      ],
    });
    for (let number = 1; number <= 5; number++) {
      await project(readModel, {
        id: `done-${number}`,
        tenant: 'acme',
        completed: true,
        outcome: number === 1 ? 'succeeded' : 'failed',
        acceptedAt: new Date(`2026-02-0${number}T00:00:00.000Z`),
        products: [
          { id: 10 + number, name: 'Mug', images: [image('m', { outputUrl: 'https://out.example/m.jpg' })] },
        ],
      });
    }
    await project(readModel, { id: OTHERS, tenant: 'bolt', completed: true, products: [] });
  });
  acme = clientOf(system.url);
});

afterAll(() => system[Symbol.asyncDispose]());

describe('a request', () => {
  test('is shown with its progress, its pace and its links', async () => {
    const self = `https://halftone.example/v1/requests/${RUNNING}`;
    expect(await acme.get(`/v1/requests/${RUNNING}`)).toMatchObject({
      status: 200,
      body: {
        id: RUNNING,
        status: 'processing',
        outcome: null,
        progress: 75,
        counts: { products: 1, images: 4, compressed: 2, failed: 1, reused: 1, rejected: 0 },
        bytes: { source: 2000, output: 800, saved: 1200, notDownloaded: 1000 },
        recipe: { quality: 50, reuse: 'auto' },
        lane: 'express',
        filename: 'catalogue.csv',
        rate: 0.3,
        estimatedEndAt: '2026-03-01T10:20:33.333Z',
        completedAt: null,
        links: { self, events: `${self}/events`, output: `${self}/output.csv` },
      },
    });
  });

  test.each([OTHERS, 'unknown', '*', 'a.b', '%3E', '%20'])(
    'of somebody else, or none, is a 404: %s',
    async (id) => {
      for (const path of [
        '',
        '/images',
        '/failures',
        '/log',
        '/events',
        '/output.csv',
        '/failed.csv',
        '/output.zip',
        '/deliveries',
      ]) {
        expect(await acme.get(`/v1/requests/${id}${path}`)).toMatchObject({
          status: 404,
          body: { code: 'request_not_found', error: 'There is no request with this id.' },
        });
      }
      for (const path of ['/cancel', '/retry']) {
        expect(await acme.post(`/v1/requests/${id}${path}`)).toMatchObject({ status: 404 });
      }
      expect(await acme.remove(`/v1/requests/${id}`)).toMatchObject({ status: 404 });
    },
  );
});

describe('the list of requests', () => {
  const ids = ({ body }: { body: unknown }) =>
    (body as { items: { id: string }[] }).items.map(({ id }) => id);

  test('has the newest first, and nobody else’s', async () => {
    const answer = await acme.get('/v1/requests');
    expect(ids(answer)).toEqual([RUNNING, 'done-5', 'done-4', 'done-3', 'done-2', 'done-1']);
    expect(answer.body).toMatchObject({ nextCursor: null });
    expect(ids(await clientOf(system.url, 'bolt').get('/v1/requests'))).toEqual([OTHERS]);
  });

  test('is read page by page', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const answer = await acme.get(`/v1/requests?limit=4${cursor && `&cursor=${cursor}`}`);
      seen.push(...ids(answer));
      cursor = (answer.body as { nextCursor: string | null }).nextCursor;
    } while (cursor);
    expect(seen).toEqual([RUNNING, 'done-5', 'done-4', 'done-3', 'done-2', 'done-1']);
  });

  test.each([
    ['status=processing', [RUNNING]],
    ['status=cancelled', []],
    ['outcome=succeeded', ['done-1']],
    ['createdAfter=2026-02-04T00:00:00Z&status=completed', ['done-5', 'done-4']],
    ['createdBefore=2026-02-02T01:00:00%2B01:00', ['done-1']],
    ['search=CATALOGUE&status=processing', [RUNNING]],
    ['search=done-3', ['done-3']],
    ['search=one-3', []],
    ['search=%25', []],
    ['createdBefore=0001-01-01T00:00:00Z', []],
    ['createdAfter=9999-12-31T23:59:59.999999999Z', []],
  ])('is narrowed by %s', async (query, expected) => {
    expect(ids(await acme.get(`/v1/requests?${query}`))).toEqual(expected);
  });

  test.each([
    'limit=0',
    'search=',
    'search=%00',
    'limit=201',
    'limit=ten',
    'status=unknown',
    'createdAfter=yesterday',
    'createdAfter=2026-12-31T23:59:60Z',
    'createdAfter=0000-01-01T00:00:00Z',
    'createdBefore=9999-12-31T23:59:59-10:00',
    `cursor=${Buffer.from('["0000-01-01T00:00:00.000Z","x"]').toString('base64url')}`,
    'cursor=nonsense',
    `cursor=${Buffer.from('["2026-02-30","x"]').toString('base64url')}`,
  ])('refuses %s', async (query) => {
    expect(await acme.get(`/v1/requests?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', status: 400 },
    });
  });
});

describe('the images of a request', () => {
  const items = async (query = '') =>
    ((await acme.get(`/v1/requests/${RUNNING}/images${query}`)).body as { items: { url: string }[] }).items;

  test('show the outcome of each', async () => {
    const byUrl = Object.fromEntries((await items()).map((item) => [item.url, item]));
    const sha256 = (digit: string) => digit.repeat(64);
    expect(byUrl['https://a.example/1.jpg']).toEqual({
      id: projectedId('https://a.example/1.jpg'),
      url: 'https://a.example/1.jpg',
      status: 'compressed',
      source: {
        bytes: 1000,
        format: 'jpeg',
        width: 40,
        height: 30,
        sha256: sha256('a'),
        digitalSourceType: null,
        hadContentCredentials: false,
      },
      output: {
        url: 'https://out.example/1.jpg',
        bytes: 400,
        contentType: 'image/jpeg',
        width: 40,
        height: 30,
        sha256: sha256('b'),
      },
      quality: 50,
      keptOriginal: false,
      reused: null,
      reason: null,
      attempts: 1,
      endedAt: '2026-03-01T10:20:45.000Z',
    });
    expect(byUrl['https://a.example/4.jpg']).toMatchObject({
      status: 'compressed',
      reused: { requestId: 'earlier', by: 'not-modified' },
    });
    expect(byUrl['https://a.example/2.jpg']).toMatchObject({
      status: 'failed',
      reused: null,
      source: null,
      output: null,
      reason: {
        code: 'not_found',
        title: 'There is no image at this address',
        detail: 'The server answered 404.',
      },
    });
    expect(byUrl['https://a.example/3.jpg']).toMatchObject({
      status: 'requested',
      attempts: null,
      endedAt: null,
    });
  });

  test.each([
    ['?status=failed', 1],
    ['?status=compressed', 2],
    ['?reason=not_found', 1],
    ['?reason=timeout', 0],
    ['?limit=3', 3],
    ['?search=EXAMPLE/2', 1],
    ['?search=_', 0],
  ])('are narrowed by %s', async (query, count) => {
    expect(await items(query)).toHaveLength(count);
  });

  test('name the rows in which they stand, if asked', async () => {
    const [failed] = await items('?status=failed&rows=true');
    expect(failed).toMatchObject({ rows: [{ row: 1, serial: '1', name: 'Lamp' }], rowsOmitted: 0 });
    expect((await items('?status=failed'))[0]).not.toHaveProperty('rows');
  });

  test('are counted by the reason for which they failed', async () => {
    const { body } = await acme.get(`/v1/requests/${RUNNING}/failures`);
    expect(body).toEqual({
      items: [
        {
          code: 'not_found',
          title: 'There is no image at this address',
          hint: 'Check the link.',
          images: 1,
        },
      ],
    });
  });

  test('cannot be narrowed by a reason that there is not', async () => {
    expect(await acme.get(`/v1/requests/${RUNNING}/images?reason=bad_luck`)).toMatchObject({ status: 400 });
  });
});

describe('the log of a request', () => {
  const log = async (query = '') =>
    (await acme.get(`/v1/requests/${RUNNING}/log${query}`)).body as {
      items: { sequence: number; type: string; data: unknown }[];
      nextCursor: string | null;
    };

  test('has its events in order, page by page, or only its milestones', async () => {
    const at = { requestId: RUNNING };
    const accepted = { ...EXAMPLES['request.accepted'], ...at, tenant: 'acme' };
    await system.log.publish('request.accepted', accepted);
    const image = { ...EXAMPLES['image.compressed'], ...at };
    await system.log.publish('image.compressed', image);
    await system.log.publish('request.cancelled', { ...at, by: 'acme' });
    const types = ({ items }: Awaited<ReturnType<typeof log>>) => items.map(({ type }) => type);
    const first = await log('?limit=2');
    expect(types(first)).toEqual(['request.accepted', 'image.compressed']);
    expect(first.items[0]?.data).toEqual(accepted);
    const second = await log(`?limit=2&cursor=${first.nextCursor}`);
    expect(types(second)).toEqual(['request.cancelled']);
    expect(second.nextCursor).toBeNull();
    expect(types(await log('?milestones=true'))).toEqual(['request.accepted', 'request.cancelled']);
    expect(await acme.get(`/v1/requests/${RUNNING}/log?cursor=nonsense`)).toMatchObject({ status: 400 });
  });
});
