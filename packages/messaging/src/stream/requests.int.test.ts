import { EXAMPLES, STREAM } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect } from 'nats';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connectLog, type EventLog } from '../log.ts';
import type { Logged } from './reading.ts';

const logger = createLogger('test', 'silent');
const failed = EXAMPLES['image.failed'];
let nats: TestNats;

beforeAll(async () => {
  nats = await natsForTest();
});
afterAll(() => nats[Symbol.asyncDispose]());

async function openLog(url = nats.url): Promise<EventLog> {
  const log = await connectLog({ url, service: 'gateway', logger });
  onTestFinished(() => log[Symbol.asyncDispose]());
  return log;
}

let requests = 0;
const newRequest = () => `request-${++requests}`;

/** Follows a request in the background until the test ends. */
function following(log: EventLog, requestId: string, from = 1) {
  const stop = new AbortController();
  const seen: Logged[] = [];
  const ended = (async () => {
    for await (const logged of log.follow(requestId, { from, signal: stop.signal })) seen.push(logged);
  })();
  onTestFinished(() => stop.abort());
  return { seen, ended, stop: () => stop.abort() };
}

const idsIn = (seen: Logged[]) =>
  seen.map(({ event }) => ('imageId' in event.data ? event.data.imageId : event.name));

describe('follow', () => {
  test('gives what the log holds of a request, then what comes, in order, and nothing of others', async () => {
    const log = await openLog();
    const [requestId, other] = [newRequest(), newRequest()];
    const first = await log.publish('image.failed', { ...failed, requestId, imageId: 'i1' });
    await log.publish('image.failed', { ...failed, requestId: other });
    await log.publish('image.requested', { ...EXAMPLES['image.requested'], requestId });
    await log.publish('image.failed', { ...failed, requestId, imageId: 'i2' });
    const { seen, ended, stop } = following(log, requestId);
    await waitFor('what the log holds', () => seen.length === 2);
    expect(seen[0]?.seq).toBe(first.seq);

    await log.publish('image.failed', { ...failed, requestId: other, imageId: 'late' });
    await log.publish('request.cancelled', { requestId, by: 'test' });
    await waitFor('what came', () => seen.length === 3);
    stop();
    await ended;
    expect(idsIn(seen)).toEqual(['i1', 'i2', 'request.cancelled']);
  });

  test('begins where it is told to, also behind the end of the log', async () => {
    const log = await openLog();
    const requestId = newRequest();
    await log.publish('image.failed', { ...failed, requestId, imageId: 'before' });
    const { seen } = following(log, requestId, (await log.lastSequence()) + 1);
    await log.publish('image.failed', { ...failed, requestId, imageId: 'after' });
    await waitFor('the event', () => seen.length > 0);
    expect(idsIn(seen)).toEqual(['after']);
  });

  test('takes more than is asked for at once, in order', async () => {
    const log = await openLog();
    const requestId = newRequest();
    const { seen } = following(log, requestId);
    const ids = Array.from({ length: 500 }, (_, index) => `i${index}`);
    for (const imageId of ids) await log.publish('image.failed', { ...failed, requestId, imageId });
    await waitFor('all events', () => seen.length >= 500);
    expect(idsIn(seen)).toEqual(ids);
  });

  test('ends at once when the signal is aborted, and leaves no consumer behind', async () => {
    await using own = await natsForTest();
    const log = await openLog(own.url);
    const { ended, stop } = following(log, newRequest());
    const plain = await connect({ servers: new URL(own.url).host });
    const manager = await plain.jetstreamManager();
    const consumers = async () => (await manager.streams.info(STREAM.name)).state.consumer_count;
    await waitFor('the consumer', async () => (await consumers()) === 1);
    stop();
    await ended;
    expect(await consumers()).toBe(0);
    await plain.close();
  });

  test('continues after NATS was killed and started again, and misses nothing', async () => {
    await using own = await natsForTest();
    const log = await openLog(own.url);
    const requestId = newRequest();
    const { seen } = following(log, requestId);
    await log.publish('image.failed', { ...failed, requestId, imageId: 'before' });
    await waitFor('the first event', () => seen.length === 1);
    await own.kill();
    await own.start();
    await waitFor('the event to be confirmed', async () => {
      await log.publish('image.failed', { ...failed, requestId, imageId: 'after' });
      return true;
    });
    await waitFor('the second event', () => seen.length === 2);
    expect(idsIn(seen)).toEqual(['before', 'after']);
  });
});

test('imageEnds gives the images of a request that ended so, from a sequence on, and nothing of others', async () => {
  const log = await openLog();
  const [requestId, other] = [newRequest(), newRequest()];
  const { seq } = await log.publish('image.failed', { ...failed, requestId, imageId: 'i1' });
  await log.publish('image.failed', { ...failed, requestId: other, imageId: 'i2' });
  await log.publish('image.compressed', { ...EXAMPLES['image.compressed'], requestId, imageId: 'i3' });
  await log.publish('image.failed', { ...failed, requestId, imageId: 'i4' });
  const idsOf = async (name: 'image.compressed' | 'image.failed', from: number) =>
    (await Array.fromAsync(log.imageEnds(name, requestId, from))).map(({ imageId }) => imageId);
  expect(await idsOf('image.failed', 1)).toEqual(['i1', 'i4']);
  expect(await idsOf('image.failed', seq + 1)).toEqual(['i4']);
  expect(await idsOf('image.compressed', 1)).toEqual(['i3']);
  expect(await Array.fromAsync(log.imageEnds('image.failed', newRequest(), 1))).toEqual([]);
});

describe('inbox', () => {
  const entry = (number: number) => ({ receivedAt: '2026-11-20T09:00:00.000Z', body: { number } });

  test('lists what a tenant has received, the newest first, and nothing of others', async () => {
    const log = await openLog();
    for (const number of [1, 2, 3]) await log.inbox.put('shop', entry(number));
    await log.inbox.put('other', entry(9));
    expect(await log.inbox.list('shop', 2)).toEqual([entry(3), entry(2)]);
    expect(await log.inbox.list('other', 100)).toEqual([entry(9)]);
    expect(await log.inbox.list('nobody', 100)).toEqual([]);
  });

  test('keeps the newest hundred', async () => {
    const log = await openLog();
    for (let number = 1; number <= 105; number += 1) await log.inbox.put('busy', entry(number));
    const numbers = (await log.inbox.list('busy', 1000)).map(({ body }) => body.number);
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => 105 - index));
  });

  test('says when NATS is away', async () => {
    await using own = await natsForTest();
    const log = await openLog(own.url);
    await own.kill();
    await expect(log.inbox.put('shop', entry(1))).rejects.toMatchObject({ reason: 'unreachable' });
  });
});
