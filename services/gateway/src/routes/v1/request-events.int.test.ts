import { randomUUID } from 'node:crypto';
import { EXAMPLES } from '@halftone/contracts';
import { waitFor } from '@halftone/local-stack/testing';
import { openReadModel, type ReadModel, Request } from '@halftone/read-model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anyKey } from '../../testing/client.ts';
import { gatewayForTest, systemForTest, type TestSystem } from '../../testing/gateway.ts';
import { project } from '../../testing/projected.ts';
import { readEvents } from '../../testing/read-events.ts';

let system: TestSystem;
let readModel: ReadModel;

beforeAll(async () => {
  system = await systemForTest();
  readModel = await openReadModel({ url: system.trackerUrl });
});

afterAll(async () => {
  await readModel[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

/** A request that runs, in the log and in the read model. */
async function running(): Promise<string> {
  const requestId = randomUUID();
  await system.log.publish('request.accepted', { ...EXAMPLES['request.accepted'], requestId });
  const images = ['1', '2'].map((name) => ({ url: `https://a.example/${name}.jpg` }));
  await project(readModel, {
    id: requestId,
    completed: false,
    products: [{ id: 1, name: 'Mug', images }],
    updatedAt: new Date(Date.now() - 1000),
  });
  return requestId;
}

const eventsOf = (requestId: string, lastEventId?: string) =>
  readEvents(`${system.url}/v1/requests/${requestId}/events`, lastEventId);

const compress = (requestId: string, imageId: string) =>
  system.log.publish('image.compressed', { ...EXAMPLES['image.compressed'], requestId, imageId });
const fail = (requestId: string, imageId: string) =>
  system.log.publish('image.failed', { ...EXAMPLES['image.failed'], requestId, imageId });
const complete = (requestId: string) =>
  system.log.publish('request.completed', { ...EXAMPLES['request.completed'], requestId });

type ProjectedChange = {
  completedAt?: Date;
  cancelledAt?: Date;
  updatedAt?: Date;
  outcome?: 'succeeded' | 'partial';
} & {
  [count in 'totalImages' | 'imagesCompressed' | 'imagesFailed' | 'sourceBytes' | 'outputBytes']?: number;
};

/** What the tracker writes. */
const projected = (requestId: string, change: ProjectedChange) =>
  readModel
    .em()
    .nativeUpdate(Request, { id: requestId }, { updatedAt: new Date(Date.now() + 1000), ...change });

test('a client sees a request from a snapshot to its completion', async () => {
  const requestId = await running();
  await using events = await eventsOf(requestId);
  expect(events.status).toBe(200);
  expect(events.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(await events.next()).toMatchObject({
    event: 'snapshot',
    data: { id: requestId, status: 'processing' },
  });

  const { seq } = await compress(requestId, 'one');
  await projected(requestId, { imagesCompressed: 1, sourceBytes: 1000, outputBytes: 300 });
  const { url, bytes, contentType, width, height, sha256 } = EXAMPLES['image.compressed'].output;
  expect(await events.next()).toMatchObject({
    event: 'image',
    id: String(seq),
    data: { id: 'one', status: 'compressed', output: { url, bytes, contentType, width, height, sha256 } },
  });
  expect(await events.next()).toMatchObject({
    event: 'progress',
    data: { progress: 50, counts: { compressed: 1 }, bytes: { saved: 700 }, rate: expect.any(Number) },
  });

  await fail(requestId, 'two');
  const { code } = EXAMPLES['image.failed'].reason;
  const end = await complete(requestId);
  expect(await events.next()).toMatchObject({
    event: 'image',
    data: { id: 'two', status: 'failed', reason: { code, title: expect.any(String) } },
  });
  await projected(requestId, { completedAt: new Date(), outcome: 'partial', imagesFailed: 1 });
  const [last, ...more] = (await events.rest()).filter(({ event }) => event !== 'progress');
  expect(last).toMatchObject({
    event: 'completed',
    id: String(end.seq),
    data: { status: 'completed', outcome: 'partial', progress: 100 },
  });
  expect(more).toEqual([]);
});

test('a client that reconnects goes on behind the last event it has seen, and then knows the end', async () => {
  const requestId = await running();
  const first = await compress(requestId, 'one');
  const second = await compress(requestId, 'two');
  const end = await complete(requestId);
  await projected(requestId, { completedAt: new Date(), outcome: 'succeeded' });

  await using again = await eventsOf(requestId, String(first.seq));
  const seen = (await again.rest()).map(({ event, id }) => [event, Number(id)]);
  expect(seen.filter(([event]) => event !== 'progress')).toEqual([
    ['snapshot', first.seq],
    ['image', second.seq],
    ['completed', end.seq],
  ]);
  await using knowing = await eventsOf(requestId, String(end.seq));
  expect(knowing.status).toBe(204);
});

test.each(['', 'nonsense', '-1', '999999999999', '9'.repeat(100)])(
  'an impossible Last-Event-ID is ignored: %j',
  async (lastEventId) => {
    const requestId = await running();
    await complete(requestId);
    await projected(requestId, { completedAt: new Date(), outcome: 'succeeded' });
    await using events = await eventsOf(requestId, lastEventId);
    expect((await events.rest()).map(({ event }) => event)).toEqual(['snapshot', 'completed']);
  },
);

test('a completion that the read model does not know yet is waited for', async () => {
  const requestId = await running();
  await complete(requestId);
  await using events = await eventsOf(requestId);
  expect(await events.next()).toMatchObject({ event: 'snapshot', data: { status: 'processing' } });
  const rest = events.rest();
  await projected(requestId, { completedAt: new Date(), outcome: 'succeeded' });
  expect(await rest).toMatchObject([{ event: 'completed', data: { status: 'completed' } }]);
});

test('a cancellation and a deletion end the stream', async () => {
  const cancelled = await running();
  await using events = await eventsOf(cancelled);
  await system.log.publish('request.cancelled', { requestId: cancelled, by: 'public' });
  await projected(cancelled, { cancelledAt: new Date() });
  expect((await events.rest()).at(-1)).toMatchObject({ event: 'cancelled', data: { status: 'cancelled' } });

  const deleted = await running();
  await using others = await eventsOf(deleted);
  await system.log.publish('request.deleted', { requestId: deleted, by: 'public', tenant: 'public' });
  expect((await others.rest()).at(-1)).toMatchObject({ event: 'deleted', data: { id: deleted } });
});

test('many images are told one by one, and their progress now and then', async () => {
  const requestId = await running();
  await using events = await eventsOf(requestId);
  const begun = performance.now();
  for (let number = 1; number <= 300; number++) {
    await compress(requestId, `image-${number}`);
    await projected(requestId, { imagesCompressed: number, totalImages: 300, updatedAt: new Date() });
  }
  await complete(requestId);
  await projected(requestId, { completedAt: new Date(), outcome: 'succeeded' });
  const all = await events.rest();
  const most = Math.ceil((performance.now() - begun) / 200) + 1;
  const kinds = Map.groupBy(all, ({ event }) => event);
  expect(kinds.get('image')).toHaveLength(300);
  expect(kinds.get('progress')?.length).toBeLessThanOrEqual(most);
});

test('a stop of the gateway ends its streams at once', async () => {
  const requestId = await running();
  const other = await gatewayForTest(system);
  await using events = await readEvents(`${other.url}/v1/requests/${requestId}/events`);
  await events.find('snapshot');
  await other[Symbol.asyncDispose]();
  expect(await events.rest()).toEqual([]);
});

test('there are so many streams and no more, and who goes away makes room', async () => {
  const requestId = await running();
  await using small = await gatewayForTest(system, { concurrency: { eventStreams: 1 } });
  const open = () => readEvents(`${small.url}/v1/requests/${requestId}/events`);
  const first = await open();
  await first.find('snapshot');
  await using refused = await open();
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  await first[Symbol.asyncDispose]();
  await waitFor('room for another', async () => {
    await using second = await open();
    return second.status === 200;
  });
});

test('a tenant who has as many streams as it may leaves room for the others', async () => {
  await using small = await gatewayForTest(system, { keys: anyKey, concurrency: { eventStreams: 4 } });
  const open = async (tenant: string) => {
    const requestId = randomUUID();
    await system.log.publish('request.accepted', { ...EXAMPLES['request.accepted'], requestId, tenant });
    return readEvents(`${small.url}/v1/requests/${requestId}/events`, undefined, tenant);
  };
  await using first = await open('acme');
  await using second = await open('acme');
  await using other = await open('bolt');
  expect([first.status, second.status, other.status]).toEqual([200, 429, 200]);
});

test('what the log had already and the read model had not is told as progress, whatever the clocks say', async () => {
  const requestId = await running();
  await compress(requestId, 'one');
  await using events = await eventsOf(requestId);
  expect(await events.next()).toMatchObject({ event: 'snapshot', data: { counts: { compressed: 0 } } });
  await projected(requestId, { imagesCompressed: 1, updatedAt: new Date(0) });
  expect(await events.next()).toMatchObject({ event: 'progress', data: { counts: { compressed: 1 } } });
});
