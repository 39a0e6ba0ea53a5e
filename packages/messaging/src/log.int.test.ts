import { deliveryIdOf, EXAMPLES, STREAM, subjectOf } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect } from 'nats';
import { JsMsgImpl } from 'nats/lib/jetstream/jsmsg.js';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { LogUnavailableError, RetryLater } from './errors.ts';
import { connectLog, type EventLog } from './log.ts';

const logger = createLogger('test', 'silent');
const failed = EXAMPLES['image.failed'];
let nats: TestNats;

beforeAll(async () => {
  nats = await natsForTest();
});
afterAll(() => nats[Symbol.asyncDispose]());

/** A log on a server of the test's own when it does harm to it, else on the shared one. */
async function openLog(url = nats.url, limits: { maxBytes?: number } = {}): Promise<EventLog> {
  const log = await connectLog({ url, service: 'imager', logger, ...limits });
  onTestFinished(() => log[Symbol.asyncDispose]());
  return log;
}

let requests = 0;
/** A request id that no other test uses, since they share a log. */
const newRequest = () => `request-${++requests}`;

test('what is published twice stands once in the log', async () => {
  const log = await openLog();
  const data = { ...failed, requestId: newRequest() };
  const first = await log.publish('image.failed', data);
  expect(first.duplicate).toBe(false);
  expect(await log.publish('image.failed', data)).toEqual({ seq: first.seq, duplicate: true });
  expect(await log.lastEvent('image.failed', data.requestId)).toMatchObject({
    seq: first.seq,
    event: { data },
  });
});

test('a fact that happens once is written only when its subject is empty', async () => {
  const log = await openLog();
  const data = { ...EXAMPLES['request.completed'], requestId: newRequest() };
  const first = await log.publish('request.completed', data, { firstOnSubject: true });
  await forgetDuplicates(data.requestId);
  const second = await log.publish(
    'request.completed',
    { ...data, durationMs: 99 },
    { firstOnSubject: true },
  );
  expect(second).toEqual({ seq: first.seq, duplicate: true });

  /** The server drops duplicates by id for two minutes; an event with an id of its own gets past that. */
  async function forgetDuplicates(requestId: string) {
    const plain = await connect({ servers: new URL(nats.url).host });
    const subject = subjectOf('request.completed', { ...data, requestId });
    const expect0 = plain.jetstream().publish(subject, '{}', { expect: { lastSubjectSequence: 0 } });
    await expect(expect0).rejects.toThrow(/wrong last sequence/);
    await plain.close();
  }
});

test('an event of which there is none is null, not an error', async () => {
  const log = await openLog();
  expect(await log.lastEvent('request.accepted', newRequest())).toBeNull();
});

test('a handler that throws has the event delivered again, and a later one says when', async () => {
  const log = await openLog();
  const requestId = newRequest();
  const attempts: number[] = [];
  await using _consumption = await log.consume(
    { durable: 'retries', event: 'request.cancelled', inFlight: 4 },
    async ({ event, attempt }) => {
      if (event.data.requestId !== requestId) return;
      attempts.push(attempt);
      if (attempt < 3) throw new RetryLater(20, 'not yet');
    },
  );
  await log.publish('request.cancelled', { requestId, by: 'test' });
  await waitFor('the third delivery', () => attempts.length === 3);
  expect(attempts).toEqual([1, 2, 3]);
});

test('a consumer whose settings have changed is adapted', async () => {
  const log = await openLog();
  const options = { durable: 'adapted', event: 'image.failed', inFlight: 1 } as const;
  await (await log.consume({ ...options, ackWaitMs: 5000 }, async () => {}))[Symbol.asyncDispose]();
  await using _again = await log.consume({ ...options, ackWaitMs: 9000 }, async () => {});
  const plain = await connect({ servers: new URL(nats.url).host });
  const manager = await plain.jetstreamManager();
  const { config } = await manager.consumers.info(STREAM.name, 'adapted');
  expect(config.ack_wait).toBe(9000 * 1e6);
  await plain.close();
});

test('no more events are in flight than the consumer asked for', async () => {
  const log = await openLog();
  const requestId = newRequest();
  let inFlight = 0;
  let most = 0;
  let handled = 0;
  const gate = Promise.withResolvers<void>();
  await using _consumption = await log.consume(
    { durable: 'bounded', event: 'image.failed', inFlight: 3 },
    async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      if (inFlight === 3) gate.resolve();
      await gate.promise;
      inFlight -= 1;
      handled += 1;
    },
  );
  for (let i = 0; i < 20; i += 1)
    await log.publish('image.failed', { ...failed, requestId, imageId: `image-${i}` });
  await waitFor('all events', () => handled >= 20);
  expect(most).toBe(3);
});

test('work that takes longer than the acknowledgement time is not delivered a second time', async () => {
  const log = await openLog();
  const requestId = newRequest();
  const deliveries: number[] = [];
  const release = Promise.withResolvers<void>();
  await using _slow = await log.consume(
    { durable: 'slow', event: 'webhook.redelivery-requested', inFlight: 1, ackWaitMs: 1000 },
    async ({ event, attempt }) => {
      if (event.data.requestId !== requestId) return;
      deliveries.push(attempt);
      await release.promise;
    },
  );
  await using _second = await log.consume(
    { durable: 'slow', event: 'webhook.redelivery-requested', inFlight: 1, ackWaitMs: 1000 },
    async ({ attempt }) => void deliveries.push(attempt),
  );
  const began = performance.now();
  await log.publish('webhook.redelivery-requested', {
    requestId,
    deliveryId: deliveryIdOf(requestId),
    by: 'test',
  });
  await waitFor('two and a half acknowledgement times', () => performance.now() - began > 2500);
  release.resolve();
  expect(deliveries).toEqual([1]);
});

test('what is interrupted because the service stops is delivered again at once', async () => {
  await using own = await natsForTest();
  const log = await openLog(own.url);
  const begun = Promise.withResolvers<void>();
  const first = await log.consume(
    { durable: 'stopped', event: 'image.failed', inFlight: 1 },
    async ({ signal }) => {
      begun.resolve();
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  );
  await log.publish('image.failed', failed);
  await begun.promise;
  const returned = vi.spyOn(JsMsgImpl.prototype, 'nak');
  onTestFinished(() => returned.mockRestore());
  await first[Symbol.asyncDispose]();
  // An ordinary failure has a delay of a second with it.
  expect(returned.mock.calls).toEqual([[]]);
  const stoppedAt = performance.now();
  const again = Promise.withResolvers<void>();
  await using _second = await log.consume(
    { durable: 'stopped', event: 'image.failed', inFlight: 1 },
    async () => again.resolve(),
  );
  await again.promise;
  // After a crash it would wait for the acknowledgement time of fifteen seconds.
  expect(performance.now() - stoppedAt).toBeLessThan(10_000);
});

test('batches hold every event, and a failed batch is redelivered as a whole', async () => {
  await using own = await natsForTest();
  const log = await openLog(own.url);
  const requestId = newRequest();
  const seen = new Map<string, number>();
  const sizes: number[] = [];
  let failures = 0;
  await using _consumption = await log.consumeBatches(
    { durable: 'batches', maxBatch: 10, lingerMs: 20 },
    async (batch) => {
      sizes.push(batch.length);
      if (failures === 0) {
        failures += 1;
        throw new RetryLater(10, 'the first batch fails');
      }
      for (const { event } of batch) seen.set(event.id, (seen.get(event.id) ?? 0) + 1);
    },
  );
  for (let i = 0; i < 35; i += 1)
    await log.publish('image.failed', { ...failed, requestId, imageId: `image-${i}` });
  await waitFor('all events', () => seen.size === 35);
  expect([...seen.values()]).toEqual(Array.from({ length: 35 }, () => 1));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
});

test('a full log refuses an event and says so', async () => {
  await using own = await natsForTest();
  const log = await openLog(own.url);
  const plain = await connect({ servers: new URL(own.url).host });
  const { streams } = await plain.jetstreamManager();
  const { config } = await streams.info(STREAM.name);
  await streams.update(STREAM.name, { ...config, max_msgs: 5 });
  await plain.close();
  const fill = async () => {
    for (let i = 0; i < 10; i += 1) await log.publish('image.failed', { ...failed, imageId: `image-${i}` });
  };
  await expect(fill()).rejects.toMatchObject({ name: 'LogUnavailableError', reason: 'full' });
});

test('a log of a limited size never drops an event that it has taken', async () => {
  await using own = await natsForTest();
  const log = await openLog(own.url, { maxBytes: 65_536 });
  let taken = 0;
  for (let i = 0; i < 400; i += 1) {
    try {
      await log.publish('image.failed', { ...failed, imageId: `image-${i}` });
      taken += 1;
    } catch (error) {
      expect(error).toMatchObject({ reason: 'full' });
    }
  }
  const kept = await Array.fromAsync(log.replay());
  expect(kept).toHaveLength(taken);
  expect(kept[0]?.seq).toBe(1);
});

test('a consumer continues after NATS was killed and started again', async () => {
  await using own = await natsForTest();
  const log = await openLog(own.url);
  const requestId = newRequest();
  const handled = new Set<string>();
  await using _consumption = await log.consume(
    { durable: 'survivor', event: 'image.failed', inFlight: 4, ackWaitMs: 1000 },
    async ({ event }) => void handled.add(event.data.imageId),
  );
  await log.publish('image.failed', { ...failed, requestId, imageId: 'before' });
  await waitFor('the first event', () => handled.has('before'));
  await own.kill();
  await own.start();
  await waitFor('the event to be confirmed', async () => {
    await log.publish('image.failed', { ...failed, requestId, imageId: 'after' });
    return true;
  });
  await waitFor('the second event', () => handled.has('after'));
});

test('a publish without NATS fails as unavailable, and says so', async () => {
  await using own = await natsForTest();
  const log = await openLog(own.url);
  await own.kill();
  const publish = log.publish('image.failed', { ...failed, requestId: newRequest() });
  await expect(publish).rejects.toThrow(LogUnavailableError);
  await expect(publish).rejects.toMatchObject({ reason: 'unreachable' });
});

test('a durable consumer that was deleted is made again', async () => {
  await using own = await natsForTest();
  const log = await openLog(own.url);
  const handled = new Set<string>();
  await using _consumption = await log.consume(
    { durable: 'phoenix', event: 'image.failed', inFlight: 1 },
    async ({ event }) => void handled.add(event.data.imageId),
  );
  const plain = await connect({ servers: new URL(own.url).host });
  const manager = await plain.jetstreamManager();
  await manager.consumers.delete(STREAM.name, 'phoenix');
  await log.publish('image.failed', { ...failed, imageId: 'reborn' });
  await waitFor('the event', () => handled.has('reborn'));
  await plain.close();
});

test('a replay gives the events from one sequence to another, in order', async () => {
  await using own = await natsForTest();
  const log = await openLog(own.url);
  expect(await log.lastSequence()).toBe(0);
  for (let i = 0; i < 1200; i += 1) await log.publish('image.failed', { ...failed, imageId: `image-${i}` });
  const seqs = (await Array.fromAsync(log.replay())).map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: 1200 }, (_, i) => i + 1));
  const part = (await Array.fromAsync(log.replay({ from: 11, to: 13 }))).map(({ seq }) => seq);
  expect(part).toEqual([11, 12, 13]);
  expect(await Array.fromAsync(log.replay({ from: 1201 }))).toEqual([]);
});
