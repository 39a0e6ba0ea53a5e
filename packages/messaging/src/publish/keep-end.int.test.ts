import { EXAMPLES, STREAM, WAITING_ENDS } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { createLogger, isOlder, versionIn } from '@halftone/runtime';
import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogUnavailableError } from '../errors.ts';
import { connectLog, type EventLog } from '../log.ts';
import { createRequestEnds } from '../stream/request-ends.ts';

const logger = createLogger('test', 'silent');
const { signal } = new AbortController();
let nats: TestNats;
let plain: NatsConnection;
let jsm: JetStreamManager;
let gateway: EventLog;
let imager: EventLog;
let tracker: EventLog;

const STORE_BYTES = 40 * 1024 * 1024;

beforeEach(async () => {
  nats = await natsForTest({ storeBytes: STORE_BYTES });
  plain = await connect({ servers: new URL(nats.url).host, maxReconnectAttempts: -1 });
  jsm = await plain.jetstreamManager();
  gateway = await connectLog({ url: nats.urlOf('gateway'), service: 'gateway', logger, endsEveryMs: 100 });
  imager = await connectLog({ url: nats.urlOf('imager'), service: 'imager', logger });
  tracker = await connectLog({ url: nats.urlOf('tracker'), service: 'tracker', logger });
});
afterEach(async () => {
  for (const log of [gateway, imager, tracker]) await log[Symbol.asyncDispose]();
  await plain.close();
  await nats[Symbol.asyncDispose]();
});

const accept = (requestId: string) =>
  gateway.publish('request.accepted', { ...EXAMPLES['request.accepted'], requestId });
const cancel = (requestId: string) =>
  gateway.publish('request.cancelled', { requestId, by: 'test' }, { firstOnSubject: true });
const remove = (requestId: string) =>
  gateway.publish('request.deleted', { requestId, by: 'test' }, { firstOnSubject: true });

/** The log takes no more than it has. One of messages: near one of bytes servers of 2.9 drop the oldest. */
async function fill(): Promise<void> {
  const { state } = await jsm.streams.info(STREAM.name);
  await jsm.streams.update(STREAM.name, { max_msgs: state.messages });
}
const namesInLog = async () =>
  (await Array.fromAsync(gateway.replay())).map(({ event }) => `${event.name} ${event.data.requestId}`);
const waiting = async () => {
  const { state } = await jsm.streams.info(WAITING_ENDS.name, { subjects_filter: '>' });
  return Object.keys(state.subjects ?? {}).filter((subject) => subject !== WAITING_ENDS.ballast);
};

test('in a full log a cancellation and a deletion are taken, once each, and every service knows of them', async () => {
  for (const requestId of ['r1', 'r2', 'r3']) await accept(requestId);
  await fill();
  await expect(accept('r4')).rejects.toThrow(LogUnavailableError);
  expect(await cancel('r1')).toEqual({ seq: 0, duplicate: false });
  expect(await cancel('r1')).toEqual({ seq: 0, duplicate: true });
  expect(await remove('r2')).toEqual({ seq: 0, duplicate: false });

  expect(await gateway.lastEvent('request.cancelled', 'r1')).toMatchObject({
    event: { name: 'request.cancelled', data: { requestId: 'r1' } },
  });
  const ends = createRequestEnds({ log: imager, logger });
  expect(await ends.hasEnded('r1', signal)).toBe(true);
  expect(await ends.isDeleted('r2', signal)).toBe(true);
  expect(await ends.hasEnded('r3', signal)).toBe(false);
  expect(await tracker.deletionsWaiting()).toEqual(['r2']);
});

test('once a waiting deletion has made room, all that waits moves to the log, and uploads are taken again', async () => {
  for (const requestId of ['r1', 'r2', 'r3']) await accept(requestId);
  await gateway.publish('request.cancelled', { requestId: 'r2', by: 'before' });
  await fill();
  await cancel('r1');
  await remove('r2');
  expect(await tracker.forget('r2')).toBe(true);
  await waitFor('the ends to move', async () => (await waiting()).length === 0, { timeoutMs: 20_000 });
  expect(await namesInLog()).toEqual([
    'request.accepted r1',
    'request.accepted r3',
    'request.cancelled r1',
    'request.deleted r2',
  ]);
  // As a gateway does that was killed between the two.
  expect(await cancel('r1')).toMatchObject({ duplicate: true });
  expect(await tracker.deletionsWaiting()).toEqual([]);

  await remove('r3');
  await tracker.forget('r3');
  await waitFor('the deletion to move', async () => (await waiting()).length === 0, { timeoutMs: 20_000 });
  await tracker.forget('r1');
  expect(await accept('r5')).toMatchObject({ duplicate: false });
});

test('a log tells that it is full by its limit, and that it is not once there is room', async () => {
  await accept('r1');
  expect(await gateway.isFull()).toBe(false);
  await fill();
  expect(await gateway.isFull()).toBe(true);
  await expect(accept('r2')).rejects.toThrow(LogUnavailableError);
  await tracker.forget('r1');
  expect(await gateway.isFull()).toBe(false);
});

test('where the room that is reserved is taken as well, ballast is thrown away, and comes back when there is room', async () => {
  const ballast = async () => {
    const { state } = await jsm.streams.info(WAITING_ENDS.name, { subjects_filter: WAITING_ENDS.ballast });
    return state.subjects?.[WAITING_ENDS.ballast] ?? 0;
  };
  await waitFor('the ballast', async () => (await ballast()) === 8);
  await accept('r1');
  await fill();
  await jsm.streams.update(WAITING_ENDS.name, { max_msgs: 8 });
  expect(await remove('r1')).toEqual({ seq: 0, duplicate: false });
  expect(await ballast()).toBe(0);
  await jsm.streams.update(WAITING_ENDS.name, { max_msgs: 100 });
  await tracker.forget('r1');
  await waitFor('the deletion to move', async () => (await waiting()).length === 0, { timeoutMs: 20_000 });
  // The log is full of the deletion itself; ballast comes after events.
  await jsm.streams.update(STREAM.name, { max_msgs: -1 });
  await waitFor('the ballast', async () => (await ballast()) === 8, { timeoutMs: 20_000 });
});

test('when the whole store is full, a deletion is taken all the same, and makes room', async () => {
  for (const requestId of ['r1', 'r2']) await accept(requestId);
  await using ingest = await connectLog({ url: nats.urlOf('ingest'), service: 'ingest', logger });
  const cells = ['x'.repeat(200 * 1024)];
  const list = (row: number) =>
    ingest.publish('product.listed', { ...EXAMPLES['product.listed'], requestId: 'r1', row, cells });
  let row = 1;
  const refusal = await waitFor('the store to be full', () =>
    list(row++).then(
      () => false as const,
      (error: unknown) => error,
    ),
  );
  expect(refusal).toMatchObject({ reason: 'full' });
  await expect(accept('r3')).rejects.toThrow(LogUnavailableError);
  expect(await gateway.isFull()).toBe(true);

  const version = versionIn(plain.info?.version ?? '') ?? [0, 0, 0];
  if (isOlder(version, [2, 10, 0])) {
    // 2.9.10 and 2.9.25 count what was removed only when they are started again.
    await expect(remove('r1')).rejects.toThrow(LogUnavailableError);
    await nats.kill();
    await nats.start();
  }
  expect(await waitFor('the deletion', () => remove('r1').catch(() => false as const))).toMatchObject({
    duplicate: false,
  });
  await waitFor('its events to go', () => tracker.forget('r1'));
  await waitFor('the deletion to move', async () => (await waiting()).length === 0, { timeoutMs: 20_000 });
  expect(await namesInLog()).toEqual(['request.accepted r2', 'request.deleted r1']);
});
