import { DEAD_LETTERS, EXAMPLES, STREAM, VERIFICATIONS } from '@halftone/contracts';
import { natsForTest, type TestNats } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect, type NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serversOf } from '../connection.ts';
import { connectLog, connectOperator, type EventLog } from '../index.ts';

const logger = createLogger('test', 'silent');
const parts = new AsyncDisposableStack();
let nats: TestNats;
/** With the gateway's permissions, which is who watches. */
let gateway: EventLog;
let plain: NatsConnection;

beforeAll(async () => {
  nats = parts.use(await natsForTest());
  gateway = parts.use(await connectLog({ url: nats.urlOf('gateway'), service: 'gateway', logger }));
  plain = await connect(serversOf(nats.url));
  parts.defer(() => plain.close());
});
afterAll(() => parts.disposeAsync());

const lagOf = async (name: string) =>
  (await gateway.watch.consumers()).find(({ consumer }) => consumer === name)?.lag;

test('a consumer whose service has never started has no lag, and all others are listed with theirs', async () => {
  await using ingest = parts.use(await connectLog({ url: nats.urlOf('ingest'), service: 'ingest', logger }));
  const handed = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  await using _consuming = await ingest.consume(
    { durable: 'ingest', event: 'request.accepted', inFlight: 1 },
    async () => {
      handed.resolve();
      await finish.promise;
    },
  );
  expect(await lagOf('ingest')).toMatchObject({
    pending: 0,
    unacknowledged: 0,
    oldestAt: null,
    deliveredAt: null,
  });

  const before = Date.now();
  const accept = (requestId: string) =>
    gateway.publish('request.accepted', { ...EXAMPLES['request.accepted'], requestId });
  for (const requestId of ['first', 'second', 'third']) await accept(requestId);
  await handed.promise;
  const lag = await lagOf('ingest');
  expect((lag?.pending ?? 0) + (lag?.unacknowledged ?? 0)).toBe(3);
  expect(lag?.unacknowledged).toBeGreaterThanOrEqual(1);
  const age = (lag?.oldestAt?.getTime() ?? 0) - before;
  expect(Math.abs(age)).toBeLessThan(60_000);

  finish.resolve();
  await expect.poll(() => lagOf('ingest')).toMatchObject({ pending: 0, unacknowledged: 0, oldestAt: null });
  expect((await lagOf('ingest'))?.acknowledgedAt).toBeInstanceOf(Date);
  expect(await gateway.watch.consumers('ingest')).toHaveLength(1);
  const others = (await gateway.watch.consumers()).filter(({ consumer }) => consumer !== 'ingest');
  expect(others.map(({ service, consumer, lag: theirs }) => [service, consumer, theirs])).toEqual([
    ['imager', 'imager-express', null],
    ['imager', 'imager-bulk', null],
    ['imager', 'imager-deletions', null],
    ['imager', 'imager-index', null],
    ['tracker', 'tracker', null],
    ['notifier', 'notifier-completions', null],
    ['notifier', 'notifier-receivers', null],
    ['notifier', 'notifier-progress', null],
    ['notifier', 'notifier-requests', null],
    ['notifier', 'notifier-redeliveries', null],
  ]);
});

test('the oldest event that a consumer has not acknowledged is one that its filter lets through', async () => {
  await using tracker = await connectLog({ url: nats.urlOf('tracker'), service: 'tracker', logger });
  await using notifier = await connectLog({ url: nats.urlOf('notifier'), service: 'notifier', logger });
  const held = Promise.withResolvers<void>();
  const consumption = await notifier.consume(
    { durable: 'notifier-completions', event: 'request.completed', inFlight: 1 },
    () => held.promise,
  );
  await gateway.publish('request.cancelled', { ...EXAMPLES['request.cancelled'], requestId: 'other' });
  const { seq } = await tracker.publish('request.completed', EXAMPLES['request.completed']);
  await expect.poll(() => lagOf('notifier-completions')).toMatchObject({ unacknowledged: 1, pending: 0 });
  const { time } = await (await plain.jetstreamManager()).streams.getMessage(STREAM.name, { seq });
  expect((await lagOf('notifier-completions'))?.oldestAt).toEqual(time);
  held.resolve();
  await consumption[Symbol.asyncDispose]();
});

test('the size of the log, the dead letters and the version of the server are told', async () => {
  const { events, bytes, lastSequence, maxBytes, used } = await gateway.watch.size();
  expect([events, maxBytes, used]).toEqual([lastSequence, null, 0]);
  expect(bytes).toBeGreaterThan(100);
  expect(gateway.watch.serverVersion()).toMatch(/^\d+\.\d+\.\d+/);

  expect(await gateway.watch.deadLetters(2)).toEqual({ count: 0, newest: [] });
  for (const name of ['one', 'two', 'three']) {
    await plain.jetstream().publish(DEAD_LETTERS.subjectFor('tracker'), name);
  }
  const { count, newest } = await gateway.watch.deadLetters(2);
  expect([count, newest.map(({ number, consumer }) => [number, consumer])]).toEqual([
    3,
    [
      [3, 'tracker'],
      [2, 'tracker'],
    ],
  ]);
});

test('what the last verification found is kept by the operator and read by the gateway, if it can be read', async () => {
  expect(await gateway.watch.lastVerification()).toBeNull();
  await using operator = await connectOperator({ url: nats.urlOf('operator'), logger });
  const found = { durationMs: 12, consistent: true, requests: 3, inconsistent: [], found: {} };
  const first = { ...found, at: '2026-11-29T12:00:00.000Z' };
  const second = { ...found, at: '2026-11-29T13:00:00.000Z', consistent: false, found: { row_missing: 2 } };
  await operator.keepVerification(first);
  await operator.keepVerification(second);
  expect(await gateway.watch.lastVerification()).toEqual(second);
  await plain.jetstream().publish(VERIFICATIONS.subject, '{"of a later version":true}');
  expect(await gateway.watch.lastVerification()).toBeNull();
});
