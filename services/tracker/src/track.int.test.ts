import { natsForTest, waitFor } from '@halftone/local-stack/testing';
import { connectLog, ImpossibleEventsError } from '@halftone/messaging';
import { findRequest, openReadModel } from '@halftone/read-model';
import { createLogger } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { project } from './project.ts';
import { track } from './track.ts';
import {
  delivered,
  dump,
  factsOfRequest,
  inLog,
  publishAll,
  readModelForTest,
  refusedByPostgres,
} from './tracker.fixture.ts';
import { createUrgency } from './urgency.ts';

const logger = createLogger('tracker', 'silent');
const batches = { durable: 'tracker', maxBatch: 100, lingerMs: 5 };

test('requests are completed through the log, once each, and projected at once, however slow the pace', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  const urgency = createUrgency();
  await using _tracker = await log.consumeBatches(
    { ...batches, paceMs: 60_000, urgency },
    track({ readModel, log, logger, missing: urgency.missing }),
  );
  await publishAll(log, factsOfRequest('r1', { products: 5 }));

  const request = await waitFor('the request to be completed', async () => {
    const view = await findRequest(readModel, 'r1');
    return view?.status === 'completed' && view;
  });
  expect(request).toMatchObject({ progress: 100, outcome: 'partial', counts: { compressed: 4, failed: 2 } });
  expect(await log.lastSequence()).toBe(1 + 5 + 6 + 6 + 1);
});

test('two trackers side by side give the same rows as one', async () => {
  await using nats = await natsForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  const requests = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'];
  const facts = requests.map((id) => factsOfRequest(id, { products: 150 }));
  for (let index = 0; index < 452; index += 50) {
    await publishAll(
      log,
      facts.flatMap((ofRequest) => ofRequest.slice(index, index + 50)),
    );
  }
  await using side = await readModelForTest();
  await using _one = await log.consumeBatches(batches, track({ readModel: side, log, logger }));
  await using _two = await log.consumeBatches(batches, track({ readModel: side, log, logger }));
  await waitFor('all requests to be completed', () => allCompleted(side, requests));

  await using alone = await readModelForTest();
  const everything = await Array.fromAsync(log.replay());
  expect(everything).toHaveLength(6 * (1 + 150 + 151 + 151 + 1));
  await project(alone, everything);
  expect(await dump(side)).toEqual(await dump(alone));
});

test('a crash between the commit and the publishing is repaired by the redelivery', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  const batch = delivered(inLog(factsOfRequest('r1', { products: 2 })));
  const crash = track({
    readModel,
    log: { ...log, publish: () => Promise.reject(new Error('crashed')) },
    logger,
  });
  await expect(crash(batch)).rejects.toThrow('crashed');
  expect(await log.lastEvent('request.completed', 'r1')).toBeNull();

  const redelivered = track({ readModel, log, logger });
  await redelivered(batch);
  await redelivered(batch);

  expect((await log.lastEvent('request.completed', 'r1'))?.event.data.outcome).toBe('partial');
  expect(await log.lastSequence()).toBe(1);
});

test('a refused event is moved to the dead letters with the reason while the others, and completions, continue', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  const batch = delivered(inLog([refusedByPostgres('r2'), ...factsOfRequest('r1', { products: 2 })]));
  const handle = track({ readModel, log, logger });
  await expect(handle(batch)).rejects.toThrow(ImpossibleEventsError);
  await expect(handle(batch)).rejects.toMatchObject({
    reasons: new Map([[1, expect.stringMatching(/refuses r2:webhook.attempted:8:1: date.* out of range/)]]),
  });
  expect(await log.lastEvent('request.completed', 'r1')).not.toBeNull();
});

test('while PostgreSQL is away nothing is lost, and all is projected once it is back', async () => {
  await using nats = await natsForTest();
  await using readModel = await readModelForTest();
  const url = new URL(readModel.database.adminUrl);
  const name = url.pathname.slice(1);
  await using administrator = await openReadModel({ url: new URL('/postgres', url).href });
  const allowConnections = (allowed: boolean) =>
    administrator.em().execute(`alter database ?? with allow_connections ${allowed}`, [name]);
  await using log = await connectLog({ url: nats.url, service: 'tracker', logger });
  await allowConnections(false);
  await administrator
    .em()
    .execute('select pg_terminate_backend(pid) from pg_stat_activity where datname = ?', [name]);
  const handle = track({ readModel, log, logger });
  let received = 0;
  await using _tracker = await log.consumeBatches(batches, (batch) => {
    received += batch.length;
    return handle(batch);
  });
  await publishAll(log, factsOfRequest('r1', { products: 100 }));
  await waitFor('events to be in flight', () => received > 0);
  expect(received).toBeLessThanOrEqual(batches.maxBatch);

  await allowConnections(true);
  await waitFor('the request to be completed', () => allCompleted(readModel, ['r1']));
});

test('a batch that is held while PostgreSQL is away is let go when the tracker stops', async () => {
  await using readModel = await openReadModel({ url: 'postgres://nobody@127.0.0.1:1/nowhere' });
  const stopping = new AbortController();
  const notReached = () => Promise.reject(new Error('not reached'));
  const log = { publish: notReached };
  const handle = track({ readModel, log, logger });
  const handling = handle(delivered(inLog(factsOfRequest('r1', { products: 1 })), stopping.signal));
  stopping.abort();
  await expect(handling).rejects.toThrow('aborted');
});

async function allCompleted(
  readModel: Parameters<typeof findRequest>[0],
  requestIds: readonly string[],
): Promise<boolean> {
  const views = await Promise.all(requestIds.map((id) => findRequest(readModel, id)));
  return views.every((view) => view?.status === 'completed');
}
