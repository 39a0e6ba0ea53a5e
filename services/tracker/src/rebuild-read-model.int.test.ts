import { natsForTest, waitFor } from '@halftone/local-stack/testing';
import { connectLog } from '@halftone/messaging';
import { findRequest, openReadModel, type ReadModel } from '@halftone/read-model';
import { createLogger } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { rebuildReadModel } from './rebuild-read-model.ts';
import { forgetDeleted } from './removal/forget-deleted.ts';
import { track } from './track.ts';
import {
  deleted,
  dump,
  factsOfRequest,
  publishAll,
  readModelForTest,
  refusedByPostgres,
} from './tracker.fixture.ts';

const logger = createLogger('tracker', 'silent');
/** Those of the two requests that live on, their completions, and the deletion of the third. */
const EVENTS = 1 + 40 + 4 + 41 + 41 + 1 + (1 + 3 + 4 + 4 + 1) + 1;
const batches = { durable: 'tracker', maxBatch: 50, lingerMs: 5 };

test('a rebuilt read model equals the one before, row by row, and nothing is published', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  {
    await using forgetting = forgetDeleted({ readModel, log, logger, everyMs: 20 });
    const { projected } = forgetting;
    await using _tracker = await log.consumeBatches(batches, track({ readModel, log, logger, projected }));
    await publishAll(log, [
      ...factsOfRequest('r1', { products: 40, rejected: 4 }),
      ...factsOfRequest('r2', { products: 3, failing: () => true }),
    ]);
    await waitFor(
      'both to be completed',
      async () => (await completed(readModel, 'r1')) && (await completed(readModel, 'r2')),
    );
    await publishAll(log, [...factsOfRequest('gone', { products: 2 }), deleted('gone')]);
    await waitFor(
      'the third to be forgotten',
      async () => (await Array.fromAsync(log.replay())).length === EVENTS,
    );
  }
  const before = await dump(readModel);
  const last = await log.lastSequence();
  // What a rebuild has to fix: rows that are gone, counts that are wrong, and columns that an older version did not fill.
  await readModel.em().execute(`delete from halftone.products;
    update halftone.requests set images_failed = 99, channels = null;
    update halftone.images set source_appearance = null, failed_source = null`);

  const rebuilt = await rebuildReadModel({ log, url: readModel.database.trackerUrl, batchSize: 50 });

  expect(rebuilt).toEqual({
    events: EVENTS,
    refused: [],
    rows: {
      requests: 2,
      products: 43,
      rejected_rows: 4,
      images: 45,
      webhook_attempts: 0,
      deleted_requests: 1,
      webhook_endpoints: 0,
    },
  });
  expect(await dump(readModel)).toEqual(before);
  expect(await log.lastSequence()).toBe(last);
  expect(await schemas(readModel)).toEqual(['halftone']);

  await using gateway = await openReadModel({ url: readModel.database.gatewayUrl });
  expect(await completed(gateway, 'r1')).toBe(true);
});

test('trackers may go on working during a rebuild, and lose nothing', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  const handle = track({ readModel, log, logger });
  await using _one = await log.consumeBatches(batches, handle);
  await using _two = await log.consumeBatches(batches, handle);
  const requests = Array.from({ length: 20 }, (_, index) => `r${index}`);
  const publishing = (async () => {
    for (const id of requests) await publishAll(log, factsOfRequest(id, { products: 30 }));
  })();

  const url = readModel.database.trackerUrl;
  for (let times = 0; times < 3; times += 1) await rebuildReadModel({ log, url, batchSize: 50 });
  await publishing;
  await waitFor('all to be completed', async () => {
    const states = await Promise.all(requests.map((id) => completed(readModel, id)));
    return states.every(Boolean);
  });

  const lived = await dump(readModel);
  await rebuildReadModel({ log, url, batchSize: 500 });
  expect(await dump(readModel)).toEqual(lived);
});

test('what an interrupted rebuild left is in nobody’s way', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  await readModel.em().execute('create schema halftone_rebuild; create table halftone_rebuild.requests ()');
  await rebuildReadModel({ log, url: readModel.database.trackerUrl, batchSize: 50 });
  expect(await schemas(readModel)).toEqual(['halftone']);
});

test('only one rebuild runs at a time', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  await publishAll(log, factsOfRequest('r1', { products: 100 }));
  const rebuild = () => rebuildReadModel({ log, url: readModel.database.trackerUrl, batchSize: 5 });
  const [first, second] = await Promise.allSettled([rebuild(), rebuild()]);
  expect([first, second].filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect([first, second].find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { message: 'another rebuild of this read model is running' },
  });
});

test('an event that PostgreSQL refuses is left out and named, as the tracker sets it aside', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  await publishAll(log, [refusedByPostgres('r1'), ...factsOfRequest('r2', { products: 1 })]);
  const url = readModel.database.trackerUrl;
  const { refused, rows } = await rebuildReadModel({ log, url, batchSize: 50 });
  expect(refused).toMatchObject([{ seq: 1, id: expect.stringContaining('r1:webhook.attempted') }]);
  expect(rows).toMatchObject({ requests: 1, products: 1 });
});

async function completed(readModel: ReadModel, requestId: string): Promise<boolean> {
  return (await findRequest(readModel, requestId))?.status === 'completed';
}

async function schemas(readModel: ReadModel): Promise<string[]> {
  const rows = await readModel
    .em()
    .execute<{ name: string }[]>(`select nspname as name from pg_namespace where nspname like 'halftone%'`);
  return rows.map(({ name }) => name);
}
