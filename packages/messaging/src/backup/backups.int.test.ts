import { randomBytes } from 'node:crypto';
import { EXAMPLES, INBOX, STREAM, UPLOADS, WAITING_ENDS } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectLog, type EventLog } from '../log.ts';
import { connectOperator, type OperatorLog } from '../operator.ts';
import type { StreamSnapshot } from './snapshot.ts';

const logger = createLogger('test', 'silent');
const MIB = 1024 * 1024;

let nats: TestNats;
let plain: NatsConnection;
let streams: JetStreamManager;
let log: EventLog;
let operator: OperatorLog;
let parts: AsyncDisposableStack;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  nats = parts.use(await natsForTest());
  log = parts.use(await connectLog({ url: nats.url, service: 'ingest', logger }));
  operator = parts.use(await connectOperator({ url: nats.url, logger }));
  plain = await connect({ servers: new URL(nats.url).host });
  parts.defer(() => plain.close());
  streams = await plain.jetstreamManager();
});
afterAll(() => parts.disposeAsync());

const copyOf = async (stream: string): Promise<StreamSnapshot> => {
  const { config, state, chunks } = await operator.backups.snapshot(stream);
  const copied = await Array.fromAsync(chunks);
  const again = async function* () {
    yield* copied;
  };
  // As often as it is asked for.
  return { config, state, chunks: { [Symbol.asyncIterator]: again } };
};

test('what services put into empty streams at their first start is nothing that a restore would lose', async () => {
  await using _gateway = await connectLog({ url: nats.url, service: 'gateway', logger });
  await waitFor(
    'the ballast',
    async () => (await streams.streams.info(WAITING_ENDS.name)).state.messages > 0,
  );
  expect(await operator.backups.filled()).toEqual(new Map());
  await plain.jetstream().publish(INBOX.subjectFor('tenant'), '{}');
  expect(await operator.backups.filled()).toEqual(new Map([[INBOX.name, 1]]));
});

test('a stream that is larger than what the server sends unconfirmed comes back byte for byte', async () => {
  const files = Array.from({ length: 24 }, () => randomBytes(MIB / 2));
  for (const file of files) await plain.jetstream().publish(UPLOADS.chunksOf('file'), file);
  const copy = await copyOf(UPLOADS.name);

  await plain.jetstream().publish(UPLOADS.chunksOf('later'), 'not in the copy');
  const state = await operator.backups.restore(copy);
  expect(state).toMatchObject({ messages: files.length, last_seq: files.length });
  for (const [index, file] of files.entries()) {
    const { data } = await streams.streams.getMessage(UPLOADS.name, { seq: index + 1 });
    expect(file.equals(data)).toBe(true);
  }
  const { subjects, max_age, allow_rollup_hdrs, discard } = copy.config;
  expect((await streams.streams.info(UPLOADS.name)).config).toMatchObject({
    subjects,
    max_age,
    allow_rollup_hdrs,
    discard,
  });
});

test('a service goes on where it was before the log was copied, not where it was afterwards', async () => {
  const handled: string[] = [];
  const consuming = () =>
    log.consume({ durable: 'ingest', event: 'request.accepted', inFlight: 1 }, async ({ event }) => {
      handled.push(event.data.requestId);
    });
  const accept = (requestId: string) =>
    log.publish('request.accepted', { ...EXAMPLES['request.accepted'], requestId });
  const acknowledged = (count: number) =>
    waitFor('the acknowledgements', async () => {
      const { ack_floor } = await streams.consumers.info(STREAM.name, 'ingest');
      return ack_floor.stream_seq >= count;
    });

  for (const requestId of ['one', 'two']) await accept(requestId);
  const before = await consuming();
  await acknowledged(2);
  const positions = await operator.backups.positions();
  await accept('three');
  await acknowledged(3);
  expect(await operator.backups.inUse()).toEqual(['ingest']);
  const copy = await copyOf(STREAM.name);
  await before[Symbol.asyncDispose]();
  handled.length = 0;

  await operator.backups.restore(copy);
  await operator.backups.placeConsumers(positions);
  await using _after = await consuming();
  await acknowledged(3);
  expect(handled).toEqual(['three']);
});

test('what moves to the log is copied before it, what the log speaks of after it, and all of it', async () => {
  const order = await operator.backups.streams();
  expect(order.slice(0, 2)).toEqual(['HALFTONE_ENDS', STREAM.name]);
  expect(order.toSorted()).toEqual((await Array.fromAsync(streams.streams.names())).toSorted());
  expect(order).toContain(INBOX.name);
});

test('a stream that NATS has not is refused with what NATS says', async () => {
  await expect(operator.backups.snapshot('NOTHING')).rejects.toThrow(/stream not found/);
});

test('what three servers kept is restored on one, when it is asked for as one copy', async () => {
  const copy = await copyOf(INBOX.name);
  const ofCluster = { ...copy, config: { ...copy.config, num_replicas: 3 } };
  await expect(operator.backups.restore(ofCluster)).rejects.toThrow(/replicas/);
  const state = await operator.backups.restore({ ...copy, config: { ...ofCluster.config, num_replicas: 1 } });
  expect(state.messages).toBe(copy.state.messages);
});

test('an archive that is none is refused with what NATS says', async () => {
  const { config, state } = await copyOf(INBOX.name);
  const chunks = async function* () {
    yield Buffer.from('no archive at all');
  };
  await expect(operator.backups.restore({ config, state, chunks: chunks() })).rejects.toThrow(
    /refuses STREAM.RESTORE.HALFTONE_INBOX/,
  );
});
