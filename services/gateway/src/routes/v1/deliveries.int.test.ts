import { WebhookAttempt } from '@halftone/read-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyKey, clientOf } from '../../testing/client.ts';
import { systemForTest, type TestSystem } from '../../testing/gateway.ts';
import { project } from '../../testing/projected.ts';

const RUNNING = 'running-1';
const DONE = 'done-1';
const NOW = new Date('2026-03-01T10:20:30.000Z');

let system: TestSystem;
let acme: ReturnType<typeof clientOf>;

type Outcome = 'retrying' | 'delivered' | 'exhausted' | 'rejected';
let seq = 0;

const attempt = (requestId: string, number: number, outcome: Outcome, at = NOW) => ({
  id: `attempt-${++seq}`,
  seq,
  requestId,
  deliveryId: `msg_${requestId}`,
  url: 'https://shop.example/hook',
  attempt: number,
  outcome,
  statusCode: outcome === 'delivered' ? 204 : 503,
  durationMs: 12.5,
  attemptedAt: at,
  nextAttemptAt: outcome === 'retrying' ? at : null,
});

beforeAll(async () => {
  system = await systemForTest({ keys: anyKey }, async (readModel) => {
    await project(readModel, { id: RUNNING, tenant: 'acme', completed: false, products: [] });
    await project(readModel, { id: DONE, tenant: 'acme', completed: true, products: [] });
    const tenants = { 'many-1': 'many', 'many-2': 'many', 'many-3': 'many', 'other-1': 'other' };
    for (const [index, [id, tenant]] of Object.entries(tenants).entries()) {
      const acceptedAt = new Date(`2026-02-0${index + 1}T00:00:00.000Z`);
      await project(readModel, { id, tenant, completed: true, acceptedAt, products: [] });
    }
    const early = new Date('2026-02-05T00:00:00.000Z');
    await readModel
      .em()
      .insertMany(WebhookAttempt, [
        attempt(DONE, 1, 'retrying'),
        attempt(DONE, 2, 'delivered'),
        attempt('many-1', 1, 'exhausted', early),
        attempt('many-2', 1, 'retrying', early),
        attempt('many-2', 2, 'exhausted'),
        { ...attempt('many-2', 1, 'delivered'), deliveryId: 'msg_many-2_ep_1', endpointId: 'ep_1' },
        { ...attempt('many-3', 1, 'rejected'), event: 'request.progress' },
        attempt('other-1', 1, 'exhausted'),
      ]);
  });
  acme = clientOf(system.url);
});

afterAll(() => system[Symbol.asyncDispose]());

describe('the deliveries of all requests', () => {
  type List = { items: { id: string }[]; nextCursor: string | null };
  const idsOf = async (query: string) => {
    const { body } = await clientOf(system.url, 'many').get(`/v1/deliveries${query}`);
    return (body as List).items.map(({ id }) => id);
  };

  test('are those of one tenant, of the newest request first, and say what they are about', async () => {
    expect(await idsOf('')).toEqual(['msg_many-3', 'msg_many-2_ep_1', 'msg_many-2', 'msg_many-1']);
    expect((await clientOf(system.url, 'many').get('/v1/deliveries?limit=1')).body).toMatchObject({
      items: [{ requestId: 'many-3', event: 'request.progress', endpointId: null, status: 'rejected' }],
    });
    expect((await clientOf(system.url, 'none').get('/v1/deliveries')).body).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  test('are chosen by how and when the last attempt ended', async () => {
    expect(await idsOf('?outcome=exhausted')).toEqual(['msg_many-2', 'msg_many-1']);
    expect(await idsOf('?outcome=exhausted&since=2026-03-01T00:00:00Z')).toEqual(['msg_many-2']);
    expect(await idsOf('?outcome=retrying')).toEqual([]);
  });

  test('come page by page, each once', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await clientOf(system.url, 'many').get(`/v1/deliveries?limit=1${cursor}`);
      const { items, nextCursor } = body as List;
      seen.push(...items.map(({ id }) => id));
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(seen).toEqual(await idsOf(''));
  });

  test.each(['outcome=lost', 'since=yesterday', 'cursor=x', 'limit=0'])(
    'are refused for %s',
    async (query) => {
      expect(await acme.get(`/v1/deliveries?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
    },
  );
});

test('a request shows its webhooks that are not delivered, with the reason', async () => {
  const request = async (id: string, key: string) =>
    (await clientOf(system.url, key).get(`/v1/requests/${id}`)).body;
  expect(await request('many-2', 'many')).toMatchObject({
    undelivered: [
      { id: 'msg_many-2', event: 'request.completed', status: 'exhausted', attempts: 2, statusCode: 503 },
    ],
  });
  expect(await request(DONE, 'acme')).not.toHaveProperty('undelivered');
});

describe('the deliveries of a request', () => {
  test('are listed with their attempts', async () => {
    const [first, second] = [
      { attempt: 1, outcome: 'retrying', statusCode: 503, nextAttemptAt: NOW.toISOString() },
      { attempt: 2, outcome: 'delivered', statusCode: 204, nextAttemptAt: null },
    ].map((known) => ({ ...known, error: null, durationMs: 12.5, attemptedAt: NOW.toISOString() }));
    expect((await acme.get(`/v1/requests/${DONE}/deliveries`)).body).toEqual({
      items: [
        {
          id: `msg_${DONE}`,
          requestId: DONE,
          event: 'request.completed',
          endpointId: null,
          url: 'https://shop.example/hook',
          status: 'delivered',
          attempts: [first, second],
        },
      ],
      nextCursor: null,
    });
    expect((await acme.get(`/v1/requests/${RUNNING}/deliveries`)).body).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  test('are made again when asked for', async () => {
    expect(await acme.post(`/v1/deliveries/msg_${DONE}/redeliver`)).toMatchObject({
      status: 202,
      body: { id: `msg_${DONE}`, requestId: DONE },
    });
    expect((await system.log.lastEvent('webhook.redelivery-requested', DONE))?.event.data).toEqual({
      requestId: DONE,
      deliveryId: `msg_${DONE}`,
      by: 'acme',
    });
  });

  test.each(['msg_unknown', '*', '%00', 'x'.repeat(129)])('that there are not are a 404: %s', async (id) => {
    expect(await acme.post(`/v1/deliveries/${id}/redeliver`)).toMatchObject({
      status: 404,
      body: { code: 'delivery_not_found' },
    });
  });

  test('of somebody else are a 404', async () => {
    expect(await clientOf(system.url, 'bolt').post(`/v1/deliveries/msg_${DONE}/redeliver`)).toMatchObject({
      status: 404,
    });
  });
});
