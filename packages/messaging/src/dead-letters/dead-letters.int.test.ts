import {
  createEvent,
  DEAD_LETTERS,
  EXAMPLES,
  filterFor,
  InvalidEventError,
  STREAM,
  subjectOf,
} from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect, headers, type NatsConnection } from 'nats';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ImpossibleEventsError } from '../errors.ts';
import { connectLog, type EventLog } from '../log.ts';
import { connectOperator, type OperatorLog } from '../operator.ts';
import { ForeignDeadLetterError } from './dead-letters.ts';

const logger = createLogger('test', 'silent');
const failed = { ...EXAMPLES['image.failed'], requestId: 'r1' };
const subject = subjectOf('image.failed', failed);
let nats: TestNats;
let log: EventLog;
let operator: OperatorLog;
let plain: NatsConnection;

beforeAll(async () => {
  nats = await natsForTest();
  log = await connectLog({ url: nats.url, service: 'imager', logger });
  operator = await connectOperator({ url: nats.url, logger });
  plain = await connect({ servers: new URL(nats.url).host });
});
afterAll(async () => {
  await plain.close();
  await operator[Symbol.asyncDispose]();
  await log[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await (await plain.jetstreamManager()).streams.purge(STREAM.name);
});
afterEach(async () => {
  for (const { number } of await allLetters()) await operator.deadLetters.drop(number);
});

const allLetters = () => Array.fromAsync(operator.deadLetters.list());
const letters = (count: number) =>
  waitFor(`${count} dead letters`, async () => {
    const all = await allLetters();
    return all.length === count && all;
  });

test('an unreadable event is kept as a dead letter with the reason, and the next one is handled', async () => {
  const handled: string[] = [];
  const options = { durable: 'reader', event: 'image.failed', inFlight: 1 } as const;
  await using _consumption = await log.consume(options, async ({ event }) => {
    handled.push(event.data.imageId);
  });
  const { seq } = await plain.jetstream().publish(subject, 'no event at all');
  await log.publish('image.failed', { ...failed, imageId: 'good' });
  await waitFor('the good event', () => handled.includes('good'));

  const [letter] = await letters(1);
  expect(letter).toMatchObject({ consumer: 'reader', subject, seq, reason: `${subject}: not JSON` });
  expect(letter).not.toHaveProperty('data');
  const opened = await operator.deadLetters.open(letter?.number ?? 0);
  expect(opened).toEqual({ ...letter, data: new Uint8Array(Buffer.from('no event at all')) });
  expect(Date.now() - (letter?.movedAt.getTime() ?? 0)).toBeLessThan(60_000);
});

test('what a later version publishes is no dead letter: a field more is kept, an event of an unknown type passed over', async () => {
  const handled: unknown[] = [];
  const options = { durable: 'older', maxBatch: 10, lingerMs: 5 };
  await using _consumption = await log.consumeBatches(options, async (batch) => {
    for (const { event } of batch) handled.push(event.data);
  });
  const { name: _, ...event } = createEvent('image.failed', failed, {
    source: 'halftone/imager',
    time: new Date(),
  });
  const data = { ...failed, retryable: true, reason: { ...failed.reason, link: 'https://docs.example' } };
  await plain.jetstream().publish('halftone.v1.image.melted.r1', '{}');
  await plain.jetstream().publish(subject, JSON.stringify({ ...event, data }));
  await waitFor('the event', () => handled.length === 1);
  expect(handled).toEqual([data]);
  const consumer = await plain.jetstream().consumers.get(STREAM.name, 'older');
  await waitFor('both to be settled', async () => {
    const { num_pending, num_ack_pending } = await consumer.info();
    return num_pending + num_ack_pending === 0;
  });
  expect(await allLetters()).toEqual([]);
});

test('of a batch with an event that can never be handled only that one is moved to the dead letters, and none is redelivered', async () => {
  const deliveries = new Map<string, number>();
  const options = { durable: 'batches', maxBatch: 10, lingerMs: 100 };
  await using _consumption = await log.consumeBatches(options, async (batch) => {
    for (const { event } of batch) deliveries.set(event.id, (deliveries.get(event.id) ?? 0) + 1);
    const impossible = batch.filter(({ event }) => event.id.endsWith('image-3'));
    if (impossible.length > 0)
      throw new ImpossibleEventsError(impossible.map(({ seq }) => [seq, 'there is\nno three']));
  });
  for (let i = 0; i < 5; i += 1) await log.publish('image.failed', { ...failed, imageId: `image-${i}` });
  expect(await letters(1)).toMatchObject([{ consumer: 'batches', reason: 'there is no three' }]);
  const consumer = await plain.jetstream().consumers.get(STREAM.name, 'batches');
  await waitFor('all to be settled', async () => {
    const { num_pending, num_ack_pending } = await consumer.info();
    return num_pending + num_ack_pending === 0;
  });
  expect([...deliveries.values()]).toEqual([1, 1, 1, 1, 1]);
});

test('an event whose handler meets an unreadable one is moved to the dead letters with what is wrong with that one', async () => {
  const requestId = 'r2';
  const options = { durable: 'asker', event: 'image.failed', inFlight: 1 } as const;
  await plain.jetstream().publish(filterFor('request.cancelled', { requestId }), 'no event at all');
  await using _consumption = await log.consume(options, async () => {
    await log.lastEvent('request.cancelled', requestId);
  });
  const { seq } = await log.publish('image.failed', { ...failed, requestId });
  const [letter] = await letters(1);
  expect(letter).toMatchObject({
    consumer: 'asker',
    seq,
    reason: expect.stringMatching(/cancelled.*not JSON/),
  });
});

test('of a batch whose handler does not say which event met an unreadable one, none is moved to the dead letters', async () => {
  let deliveries = 0;
  const options = { durable: 'batch-asker', maxBatch: 2, lingerMs: 5000 };
  await log.publish('image.failed', { ...failed, imageId: 'unsaid-1' });
  await log.publish('image.failed', { ...failed, imageId: 'unsaid-2' });
  await using _consumption = await log.consumeBatches(options, async (batch) => {
    deliveries += batch.length;
    if (deliveries === 2) throw new InvalidEventError('not JSON');
  });
  await waitFor('both to be redelivered', () => deliveries === 4);
  expect(await letters(0)).toEqual([]);
});

test('a replayed one is delivered again, to all that set it aside, and is a dead letter no more', async () => {
  let isFixed = false;
  const handled: string[] = [];
  const handle =
    (consumer: string) =>
    async ({ seq }: { seq: number }) => {
      if (!isFixed) throw new ImpossibleEventsError([[seq, 'not yet']]);
      handled.push(consumer);
    };
  const event = 'image.failed';
  await using _one = await log.consume({ durable: 'one', event, inFlight: 1 }, handle('one'));
  await using _two = await log.consume({ durable: 'two', event, inFlight: 1 }, handle('two'));
  await log.publish(event, { ...failed, imageId: 'replayed' });
  const numbers = (await letters(2)).map(({ number }) => number);
  const letter = await operator.deadLetters.open(numbers[0] ?? 0);
  if (!letter) throw new Error('no letter');

  isFixed = true;
  const seq = await operator.deadLetters.replay(letter, numbers);
  expect(seq).toBeGreaterThan(letter.seq);
  await waitFor('both to handle it', () => handled.length === 2);
  expect(await allLetters()).toEqual([]);
  expect(await operator.deadLetters.open(letter.number)).toBeNull();
  expect(await operator.entryAt(seq)).toMatchObject({ event: { data: { imageId: 'replayed' } } });
});

test('a dead letter of an event that the log does not hold is not replayed: a service could have made it up', async () => {
  const { seq } = await log.publish('image.failed', { ...failed, imageId: 'genuine' });
  const forge = async (name: string, sequence: string, data: Uint8Array) => {
    const head = headers();
    head.set('Halftone-Subject', name);
    head.set('Halftone-Sequence', sequence);
    await plain.jetstream().publish(DEAD_LETTERS.subjectFor('imager-bulk'), data, { headers: head });
  };
  const stored = await (await plain.jetstreamManager()).streams.getMessage(STREAM.name, { seq });
  await forge(subjectOf('request.completed', EXAMPLES['request.completed']), String(seq), stored.data);
  await forge(stored.subject, String(seq), Buffer.from('something else'));
  await forge(stored.subject, '9999999', stored.data);
  await forge(stored.subject, 'nothing', stored.data);

  for (const { number } of await letters(4)) {
    const letter = await operator.deadLetters.open(number);
    if (!letter) throw new Error('no letter');
    await expect(operator.deadLetters.replay(letter, [number])).rejects.toThrow(ForeignDeadLetterError);
  }
  expect(await log.lastSequence()).toBe(seq);
});

test('while dead letters cannot be kept, the event is returned and redelivered', async () => {
  const jsm = await plain.jetstreamManager();
  const { config } = await jsm.streams.info('HALFTONE_DEAD');
  await jsm.streams.update('HALFTONE_DEAD', { ...config, max_msg_size: 1 });
  let deliveries = 0;
  const options = { durable: 'patient', event: 'image.failed', inFlight: 1 } as const;
  await using _consumption = await log.consume(options, async ({ seq }) => {
    deliveries += 1;
    if (deliveries === 1) throw new ImpossibleEventsError([[seq, 'at first']]);
  });
  await log.publish('image.failed', { ...failed, imageId: 'put-back' });
  await waitFor('the second delivery', () => deliveries === 2);
  await jsm.streams.update('HALFTONE_DEAD', { ...config, max_msg_size: -1 });
});

test('dead letters may take a gigabyte, but where the server has less to spare it starts anyway', async () => {
  await using crowded = await natsForTest();
  const connection = await connect({ servers: new URL(crowded.url).host });
  const { streams } = await connection.jetstreamManager();
  for (let bytes = 2 ** 50; bytes >= 2 ** 28; bytes /= 2) {
    const claim = { name: `claim-${bytes}`, subjects: [`claim.${bytes}`], max_bytes: bytes };
    await streams.add(claim).catch((error) => expect(error.message).toMatch(/insufficient storage/));
  }
  await using _log = await connectLog({ url: crowded.url, service: 'imager', logger });
  expect((await streams.info(DEAD_LETTERS.name)).config.max_bytes).toBe(-1);
  await connection.close();
  const usual = await (await plain.jetstreamManager()).streams.info(DEAD_LETTERS.name);
  expect(usual.config.max_bytes).toBe(1024 ** 3);
});
