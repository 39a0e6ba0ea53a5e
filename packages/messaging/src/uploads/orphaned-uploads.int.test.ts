import { EXAMPLES, filterFor, STREAM, UPLOADS } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect } from 'nats';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectLog, type EventLog } from '../log.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Also what was stored in the very millisecond in which the server is asked for its time. */
const AT_ONCE_MS = -1000;
let nats: TestNats;
let log: EventLog;
/** As the service that does it, with no more than its permissions. */
let tracker: EventLog;

beforeAll(async () => {
  nats = await natsForTest();
  const logger = createLogger('test', 'silent');
  log = await connectLog({ url: nats.url, service: 'gateway', logger });
  tracker = await connectLog({ url: nats.urlOf('tracker'), service: 'tracker', logger });
});
afterAll(async () => {
  await tracker[Symbol.asyncDispose]();
  await log[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});
beforeEach(async () => {
  const plain = await connect({ servers: new URL(nats.url).host });
  await (await plain.jetstreamManager()).streams.purge(UPLOADS.name);
  await plain.close();
});

async function* pieces(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield Buffer.alloc(size, 'x');
}

async function subjectsInBucket(): Promise<string[]> {
  const plain = await connect({ servers: new URL(nats.url).host });
  const { state } = await (await plain.jetstreamManager()).streams.info(UPLOADS.name, {
    subjects_filter: '>',
  });
  await plain.close();
  return Object.keys(state.subjects ?? {});
}

const leaveChunks = (id: string) => publishPlainly(UPLOADS.chunksOf(id), 'a chunk');

async function publishPlainly(subject: string, text: string): Promise<void> {
  const plain = await connect({ servers: new URL(nats.url).host });
  await plain.jetstream().publish(subject, text);
  await plain.close();
}

test('what no accepted request refers to is removed once it is old; the rest stays', async () => {
  await log.uploads.put('accepted', pieces(200_000));
  await log.uploads.put('orphan', pieces(200_000));
  await leaveChunks('never-completed');
  const { upload, ...accepted } = EXAMPLES['request.accepted'];
  await log.publish('request.accepted', {
    ...accepted,
    requestId: 'r1',
    upload: { ...upload, object: 'accepted' },
  });

  expect(await tracker.uploads.removeOrphans(HOUR_MS)).toBe(0);
  expect(await subjectsInBucket()).toHaveLength(5);

  expect(await tracker.uploads.removeOrphans(AT_ONCE_MS)).toBe(2);
  expect(await subjectsInBucket()).toHaveLength(2);
  expect(await log.uploads.get('orphan')).toBeNull();
  const kept = await log.uploads.get('accepted');
  expect(kept && Buffer.concat(await Array.fromAsync(kept))).toHaveLength(200_000);
});

test('an upload in progress, and one that waits to be accepted, are left alone', async () => {
  const goOn = Promise.withResolvers<void>();
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield* pieces(128 * 1024, 128 * 1024);
    await goOn.promise;
    yield* pieces(10);
  }
  const storing = log.uploads.put('slow', slow());
  await waitFor('its first chunks', async () => (await subjectsInBucket()).length === 1);
  expect(await tracker.uploads.removeOrphans(HOUR_MS)).toBe(0);
  goOn.resolve();
  await storing;
  expect(await tracker.uploads.removeOrphans(HOUR_MS)).toBe(0);
  const kept = await log.uploads.get('slow');
  expect(kept && Buffer.concat(await Array.fromAsync(kept))).toHaveLength(256 * 1024 + 10);
});

test('several may do it at once', async () => {
  for (let i = 0; i < 5; i += 1) await log.uploads.put(`orphan ${i}`, pieces(10));
  await Promise.all([
    tracker.uploads.removeOrphans(AT_ONCE_MS),
    tracker.uploads.removeOrphans(AT_ONCE_MS),
    log.uploads.removeOrphans(AT_ONCE_MS),
  ]);
  expect(await subjectsInBucket()).toEqual([]);
});

test.each(['no JSON', '{"name":1}', 'null'])(
  'an invalid description (%s) does not keep the others from being removed',
  async (text) => {
    await log.uploads.put('orphan', pieces(10));
    await publishPlainly(UPLOADS.descriptionOf('odd'), text);
    await tracker.uploads.removeOrphans(AT_ONCE_MS);
    expect(await subjectsInBucket()).toEqual([UPLOADS.descriptionOf('odd')]);
  },
);

test('the upload of an acceptance that only a newer release can read is left alone', async () => {
  await log.uploads.put('newer', pieces(10));
  const data = { upload: { object: 'newer' }, somethingNew: true };
  await publishPlainly(filterFor('request.accepted', { requestId: 'r2' }), JSON.stringify({ data }));
  expect(await tracker.uploads.removeOrphans(AT_ONCE_MS)).toBe(0);
  expect(await log.uploads.get('newer')).not.toBeNull();
});

test('what it asks the server does not grow with the files, nor with what was accepted before the oldest of them', async () => {
  for (let i = 0; i < 20; i += 1) await log.uploads.put(`orphan ${i}`, pieces(10));
  const connection = await connect({ servers: new URL(nats.url).host });
  const asked: string[] = [];
  connection.subscribe('$JS.API.>', {
    callback: (_, { subject, data }) => asked.push(`${subject} ${Buffer.from(data)}`),
  });
  await connection.flush();
  expect(await tracker.uploads.removeOrphans(HOUR_MS)).toBe(0);
  await connection.flush();
  expect(asked.length).toBeLessThan(10);
  expect(asked.filter((one) => one.includes('MSG.NEXT') && one.includes(STREAM.name))).toEqual([]);

  expect(await tracker.uploads.removeOrphans(AT_ONCE_MS)).toBe(20);
  await connection.flush();
  expect(asked.filter((one) => one.includes('STREAM.MSG.GET'))).toEqual([]);
  const [since] = asked.flatMap(
    (one) => /request\.accepted.*"opt_start_time":"([^"]*)"/.exec(one)?.[1] ?? [],
  );
  expect(Date.now() - Date.parse(since ?? '')).toBeLessThan(2 * HOUR_MS);
  await connection.close();
});
