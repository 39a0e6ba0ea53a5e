import { EVENT_NAMES, EXAMPLES } from '@halftone/contracts';
import type { Logged } from '@halftone/messaging';
import {
  findProduct,
  findRequest,
  Image,
  isDeleted,
  type ReadModel,
  RejectedRow,
  Request,
  streamOutputRows,
} from '@halftone/read-model';
import { describe, expect, test } from 'vitest';
import { project } from './project.ts';
import {
  accepted,
  compressed,
  deleted,
  dump,
  type Fact,
  factsOfRequest,
  failed,
  inLog,
  randomFrom,
  readModelForTest,
  refusedByPostgres,
  rejectedOnLine,
  shuffled,
  TABLES,
} from './tracker.fixture.ts';

const examples = EVENT_NAMES.map((name) => ({ name, data: EXAMPLES[name] }) as Fact);
const examplesOfLiving = examples.filter(({ name }) => name !== 'request.deleted');

describe('a redelivered event counts once', () => {
  test.each(examples)('$name', async ({ name, data }) => {
    await using readModel = await readModelForTest();
    const event = inLog([{ name, data } as Fact], 7);
    expect(await project(readModel, event)).toEqual([]);
    const once = await dump(readModel);

    await project(readModel, event);
    await project(readModel, [...event, ...event]);

    expect(await dump(readModel)).toEqual(once);
    expect([...(once.requests ?? []), ...(once.deleted_requests ?? [])]).toHaveLength(1);
  });

  test('also when it stands in the log twice, and the first counts', async () => {
    await using readModel = await readModelForTest();
    const first = inLog(examplesOfLiving);
    await project(readModel, first);
    const once = await dump(readModel);

    await project(readModel, later(first, 100));

    const twice = await dump(readModel);
    expect({ ...twice, requests: [] }).toEqual({ ...once, requests: [] });
    const [before, after] = [once, twice].map(({ requests }) => JSON.parse(requests?.[0] ?? '{}'));
    expect(after).toEqual({ ...before, updated_at: expect.any(String) });
  });
});

test('any order of the events, duplicates among them, gives the same rows', async () => {
  await using readModel = await readModelForTest();
  const facts = [
    ...factsOfRequest('r1', { products: 12, rejected: 4 }),
    ...factsOfRequest('r2', { products: 3 }),
    ...factsOfRequest('gone', { products: 6, rejected: 2 }).toSpliced(9, 0, deleted('gone')),
    ...examplesOfLiving,
  ];
  const log = inLog(facts);
  const everything = [...log, ...later(log.slice(5, 25), 500), ...conflicting(log)];
  await project(readModel, everything);
  const expected = await dump(readModel);
  expect(expected.images?.length).toBeGreaterThan(15);
  expect(expected.rejected_rows).toHaveLength(5);
  expect(expected.deleted_requests).toHaveLength(1);
  const rows = Object.entries(expected).filter(([table]) => table !== 'deleted_requests');
  expect(rows.flatMap(([, texts]) => texts.filter((text) => text.includes('"gone"')))).toEqual([]);

  for (const seed of [1, 2, 3, 4, 5, 6]) {
    await empty(readModel);
    const random = randomFrom(seed);
    const order = shuffled([...everything, ...everything.slice(10, 40)], random);
    while (order.length > 0) await project(readModel, order.splice(0, 1 + Math.floor(random() * 15)));
    expect(await dump(readModel), `seed ${seed}`).toEqual(expected);
  }
});

describe('two events that end one image', () => {
  const [first, second] = [inLog([compressed('r1', 'i1', 1)], 5), inLog([failed('r1', 'i1')], 9)];

  test.each([
    ['in order', first, second],
    ['in the wrong order', second, first],
  ])('%s: the first in the log wins, and counters and bytes follow', async (_order, one, other) => {
    await using readModel = await readModelForTest();
    await project(readModel, inLog([accepted('r1', { products: 1, images: 1 })]));
    await project(readModel, one);
    await project(readModel, other);

    expect(await findRequest(readModel, 'r1')).toMatchObject({
      counts: { compressed: 1, failed: 0, reused: 1 },
      bytes: { source: 1001, output: 501, notDownloaded: 1001 },
    });
    const image = await readModel.em().findOneOrFail(Image, { requestId: 'r1', imageId: 'i1' });
    expect(image).toMatchObject({ state: 'compressed', endedSeq: 5, reasonCode: null });
  });

  test('an output that was made takes back what a later copy had counted', async () => {
    await using readModel = await readModelForTest();
    const [made, copy] = [inLog([compressed('r1', 'i1', 3)], 5), inLog([compressed('r1', 'i1', 1)], 9)];
    await project(readModel, [...inLog([accepted('r1', { products: 1, images: 1 })]), ...copy]);
    await project(readModel, made);
    expect(await findRequest(readModel, 'r1')).toMatchObject({
      counts: { compressed: 1, reused: 0 },
      bytes: { source: 1003, notDownloaded: 0 },
    });
  });

  test('a copy of the same bytes had to be downloaded', async () => {
    await using readModel = await readModelForTest();
    const facts = [accepted('r1', { products: 1, images: 1 }), compressed('r1', 'i1', 2)];
    await project(readModel, inLog(facts));
    expect(await findRequest(readModel, 'r1')).toMatchObject({
      counts: { compressed: 1, reused: 1 },
      bytes: { source: 1002, notDownloaded: 0 },
    });
  });

  test('the failure first takes back what the success had counted', async () => {
    await using readModel = await readModelForTest();
    await project(
      readModel,
      inLog([accepted('r1', { products: 1, images: 1 }), compressed('r1', 'i1', 1)], 8),
    );
    await project(readModel, inLog([failed('r1', 'i1')], 3));

    expect(await findRequest(readModel, 'r1')).toMatchObject({
      counts: { compressed: 0, failed: 1, reused: 0 },
      bytes: { source: 0, output: 0, notDownloaded: 0 },
    });
  });
});

describe('a row that was skipped', () => {
  const [first, second] = [inLog([rejectedOnLine('r1', 3, 1)], 5), inLog([rejectedOnLine('r1', 3, 2)], 9)];

  test.each([
    ['in order', first, second],
    ['in the wrong order', second, first],
  ])(
    'counts once, told twice %s, and the first in the log says where it stands',
    async (_order, one, other) => {
      await using readModel = await readModelForTest();
      await project(readModel, inLog([accepted('r1', { products: 2, images: 1, rejected: 1 })]));
      await project(readModel, one);
      await project(readModel, other);
      expect(await readModel.em().findOneOrFail(Request, { id: 'r1' })).toMatchObject({
        rowsRejected: 1,
        totalRejected: 1,
      });
      expect(await readModel.em().find(RejectedRow, {})).toMatchObject([{ seq: 5, afterRow: 1 }]);
    },
  );
});

describe('a deleted request', () => {
  const log = inLog(factsOfRequest('r1', { products: 3, rejected: 1 }));
  const [deletion] = inLog([deleted('r1')], 100);

  test('is gone but for its id, and what comes later about it changes nothing', async () => {
    await using readModel = await readModelForTest();
    if (!deletion) throw new Error('no deletion');
    await project(readModel, [...log.slice(0, 8), ...inLog(factsOfRequest('r2', { products: 1 }), 200)]);
    await project(readModel, [deletion]);
    const gone = await dump(readModel);
    expect(gone).toMatchObject({ requests: { length: 1 }, products: { length: 1 }, rejected_rows: [] });
    expect(await isDeleted(readModel, 'r1')).toBe(true);
    expect(await findRequest(readModel, 'r1')).toBeNull();

    await project(readModel, log);
    await project(readModel, [deletion, ...log.slice(8)]);
    expect(await dump(readModel)).toEqual(gone);
  });

  test('stays gone when two trackers project its end and its deletion at once', async () => {
    await using readModel = await readModelForTest();
    if (!deletion) throw new Error('no deletion');
    await Promise.all([project(readModel, log), project(readModel, [deletion]), project(readModel, log)]);
    const rows = await dump(readModel);
    expect({ ...rows, deleted_requests: [] }).toEqual({
      requests: [],
      products: [],
      rejected_rows: [],
      images: [],
      webhook_attempts: [],
      deleted_requests: [],
      webhook_endpoints: [],
    });
  });
});

describe('the queries answer from what was projected', () => {
  test('a request is unknown until its acceptance is projected', async () => {
    await using readModel = await readModelForTest();
    const [acceptance, ...rest] = inLog(factsOfRequest('r1', { products: 3 }));
    if (!acceptance) throw new Error('no acceptance');
    await project(readModel, rest);
    expect(await findRequest(readModel, 'r1')).toBeNull();

    await project(readModel, [acceptance]);
    expect(await findRequest(readModel, 'r1')).toMatchObject({
      status: 'processing',
      progress: 99,
      createdAt: '2026-01-01T00:00:01.000Z',
      updatedAt: '2026-01-01T00:00:12.000Z',
      counts: { products: 3, listed: 3, images: 4, compressed: 3, failed: 1 },
    });
  });

  test('a product is found by the sequence of its event, its images in order', async () => {
    await using readModel = await readModelForTest();
    await project(readModel, inLog(factsOfRequest('r1', { products: 3 }), 100));
    expect(await findProduct(readModel, 103)).toMatchObject({
      row: 3,
      status: 'completed',
      images: [
        { url: 'https://shop.example/3.jpg', outputUrl: null, reason: { code: 'not_found' } },
        { url: 'https://shop.example/4.jpg', outputUrl: expect.any(String), reason: null },
      ],
    });
    const rows = await Array.fromAsync(streamOutputRows(readModel, 'r1'));
    expect(rows.map(({ row }) => row)).toEqual([1, 2, 3]);
  });
});

test('characters that PostgreSQL cannot hold are replaced', async () => {
  await using readModel = await readModelForTest();
  const [listed] = inLog([
    {
      name: 'product.listed',
      data: { ...EXAMPLES['product.listed'], name: 'a\0b', cells: ['\ud800', '\\u0000', 'ok'] },
    },
  ]);
  if (!listed) throw new Error('no event');
  expect(await project(readModel, [listed])).toEqual([]);
  expect(await findProduct(readModel, 1)).toMatchObject({
    name: 'a\uFFFDb',
    cells: ['\uFFFD', '\\u0000', 'ok'],
  });
});

test('an event that PostgreSQL refuses is named and does not hold back the others', async () => {
  await using readModel = await readModelForTest();
  const batch = inLog([
    ...factsOfRequest('r1', { products: 2 }),
    refusedByPostgres('r1'),
    compressed('r1', 'i1'),
  ]);

  const refused = await project(readModel, batch);

  expect(refused).toMatchObject([{ id: expect.stringContaining('r1:webhook.attempted:'), seq: 10 }]);
  expect(await findRequest(readModel, 'r1')).toMatchObject({
    counts: { listed: 2, compressed: 3, failed: 1 },
  });
});

test('without its tables nothing is taken for a refusal', async () => {
  await using readModel = await readModelForTest();
  await readModel.em().execute('drop table halftone.images');
  await expect(project(readModel, inLog([compressed('r1', 'i1')]))).rejects.toThrow('images');
});

/** The same events again, further down the log. */
function later(events: readonly Logged[], bySeq: number): Logged[] {
  return events.map(({ event, seq }) => ({
    seq: seq + bySeq,
    event: { ...event, time: new Date(Date.parse(event.time) + bySeq * 1000).toISOString() },
  }));
}

/** For some images a second end, of the other kind; before the first in the log for half of them. */
function conflicting(log: readonly Logged[]): Logged[] {
  const ended = log.filter(({ event }) => event.name === 'image.compressed').slice(0, 6);
  return ended.flatMap(({ event }, index) => {
    if (event.name !== 'image.compressed') return [];
    return inLog([failed(event.data.requestId, event.data.imageId)], index % 2 ? 1000 + index : -index);
  });
}

async function empty(readModel: ReadModel): Promise<void> {
  await readModel
    .em()
    .execute(`truncate ${TABLES.map((table) => `${readModel.schema}.${table}`).join(', ')}`);
}
