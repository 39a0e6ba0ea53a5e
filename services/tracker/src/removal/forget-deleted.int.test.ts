import { EXAMPLES, STREAM, subjectOf } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { connectLog, type EventLog } from '@halftone/messaging';
import { findRequest, UnforgottenRequest } from '@halftone/read-model';
import { createLogger } from '@halftone/runtime';
import { connect } from 'nats';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { project } from '../project.ts';
import { track } from '../track.ts';
import {
  accepted,
  deleted,
  dump,
  factsOfRequest,
  failed,
  publishAll,
  readModelForTest,
} from '../tracker.fixture.ts';
import { forgetAll, forgetDeleted } from './forget-deleted.ts';

const logger = createLogger('tracker', 'silent');
const { object } = EXAMPLES['request.accepted'].upload;
let nats: TestNats;
let log: EventLog;
let readModel: Awaited<ReturnType<typeof readModelForTest>>;

beforeEach(async () => {
  nats = await natsForTest();
  log = await connectLog({ url: nats.url, service: 'tracker', logger });
  readModel = await readModelForTest();
});
afterEach(async () => {
  await readModel[Symbol.asyncDispose]();
  await log[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});

const namesOf = async (requestId: string) =>
  (await Array.fromAsync(log.replay()))
    .filter(({ event }) => event.data.requestId === requestId)
    .map(({ event }) => event.name);
const unforgotten = () => readModel.em().count(UnforgottenRequest);

test('a deleted request is forgotten: its rows, its upload and its events, also one that comes late', async () => {
  const batches = { durable: 'tracker', maxBatch: 100, lingerMs: 5 };
  await using forgetting = forgetDeleted({ readModel, log, logger, everyMs: 20 });
  const { projected } = forgetting;
  await using _tracker = await log.consumeBatches(batches, track({ readModel, log, logger, projected }));
  await log.uploads.put(object, ReadableStream.from([Buffer.from('a catalogue')]));
  await publishAll(log, [
    ...factsOfRequest('r1', { products: 5, rejected: 2 }),
    ...factsOfRequest('r2', { products: 1 }),
  ]);
  await waitFor('both to be completed', async () => {
    const views = await Promise.all(['r1', 'r2'].map((id) => findRequest(readModel, id)));
    return views.every((view) => view?.status === 'completed');
  });
  const kept = await namesOf('r2');

  await publishAll(log, [deleted('r1')]);
  await waitFor('its events to be gone', async () => (await namesOf('r1')).length === 1);
  expect(await log.uploads.get(object)).toBeNull();
  const gone = await dump(readModel);
  expect(gone).toMatchObject({ requests: { length: 1 }, products: { length: 1 } });

  await publishAll(log, [failed('r1', 'late'), accepted('r1', { products: 5, images: 6 })]);
  await waitFor('the late ones to be gone', async () => (await namesOf('r1')).length === 1);
  await waitFor('it to be forgotten', async () => (await unforgotten()) === 0);
  expect(await dump(readModel)).toEqual(gone);
  expect(await namesOf('r1')).toEqual(['request.deleted']);
  expect(await namesOf('r2')).toEqual(kept);
});

test('the database is asked after a projection and while something is left, and seldom at rest', async () => {
  const pauses: number[] = [];
  const resting = new Map<number, () => void>();
  const pause = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      pauses.push(ms);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (ms === 1) resolve();
      else resting.set(pauses.length, resolve);
    });
  const inHand = { ...log, forget: async () => pauses.length > 4 && log.forget('r1') };
  await using forgetting = forgetDeleted({
    ...{ readModel, log: inHand, logger },
    ...{ everyMs: 1, atRestMs: 1000, pause },
  });
  await waitFor('it to rest', async () => resting.has(2));

  await publishAll(log, [...factsOfRequest('r1', { products: 1 }), deleted('r1')]);
  await project(readModel, await Array.fromAsync(log.replay()));
  forgetting.projected();
  await waitFor('it to rest again', async () => resting.size === 2);
  expect(pauses.slice(0, 2)).toEqual([1, 1000]);
  expect(pauses.slice(2, -1).length).toBeGreaterThan(2);
  expect(new Set(pauses.slice(2, -1))).toEqual(new Set([1]));
  expect(await unforgotten()).toBe(0);

  resting.get(pauses.length)?.();
  await waitFor('it to look after a rest', async () => resting.size === 3);
});

test('a request is forgotten again as long as anything of it is left in the log', async () => {
  await publishAll(log, [...factsOfRequest('r1', { products: 1 }), deleted('r1')]);
  await project(readModel, await Array.fromAsync(log.replay()));
  const stillNeeded = { ...log, forget: async () => false };
  await forgetAll({ readModel, log: stillNeeded, logger });
  expect(await unforgotten()).toBe(1);
  const crashed = { ...log, forget: () => Promise.reject(new Error('crashed')) };
  await expect(forgetAll({ readModel, log: crashed, logger })).rejects.toThrow('crashed');
  expect(await unforgotten()).toBe(1);

  await forgetAll({ readModel, log, logger });
  expect(await unforgotten()).toBe(0);
  expect(await namesOf('r1')).toEqual(['request.deleted']);
});

test('a request whose acceptance is unreadable is forgotten anyway', async () => {
  await publishAll(log, [...factsOfRequest('r1', { products: 1 }), deleted('r1')]);
  await project(readModel, await Array.fromAsync(log.replay()));
  const plain = await connect({ servers: new URL(nats.url).host });
  const subject = subjectOf('request.accepted', { ...EXAMPLES['request.accepted'], requestId: 'r1' });
  await plain.jetstream().publish(subject, 'no event', { expect: { streamName: STREAM.name } });
  await plain.close();

  await forgetAll({ readModel, log, logger });
  expect(await unforgotten()).toBe(0);
  expect(await namesOf('r1')).toEqual(['request.deleted']);
});
