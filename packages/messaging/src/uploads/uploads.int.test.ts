import { createHash } from 'node:crypto';
import { natsForTest, type TestNats } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectLog, type EventLog } from '../log.ts';

let nats: TestNats;
let log: EventLog;

beforeAll(async () => {
  nats = await natsForTest();
  log = await connectLog({ url: nats.url, service: 'gateway', logger: createLogger('test', 'silent') });
});
afterAll(async () => {
  await log[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});

async function* pieces(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const [i, size] of sizes.entries()) yield Buffer.alloc(size, i + 1);
}

async function storedMessages(): Promise<number> {
  const plain = await connect({ servers: new URL(nats.url).host });
  const { state } = await (await plain.jetstreamManager()).streams.info('OBJ_uploads');
  await plain.close();
  return state.messages;
}

test.each([
  ['an empty file', []],
  ['a small file', [10]],
  ['exactly one chunk', [128 * 1024]],
  ['many odd pieces', [1, 300_000, 7, 128 * 1024, 5_000_000, 3]],
])('%s comes back as it was', async (name, sizes) => {
  const original = Buffer.concat(await Array.fromAsync(pieces(...sizes)));
  const stored = await log.uploads.put(name, pieces(...sizes));
  expect(stored).toEqual({
    bytes: original.length,
    digest: `SHA-256=${createHash('sha256').update(original).digest('base64').replaceAll('+', '-').replaceAll('/', '_')}`,
  });
  const read = await log.uploads.get(name);
  expect(read && Buffer.concat(await Array.fromAsync(read)).equals(original)).toBe(true);
  await log.uploads.remove(name);
});

test("the client's own object store reads what was stored", async () => {
  await log.uploads.put('catalogue 1.csv', pieces(200_000, 5));
  const plain = await connect({ servers: new URL(nats.url).host });
  const bucket = await plain.jetstream().views.os('uploads');
  expect(await bucket.getBlob('catalogue 1.csv')).toHaveLength(200_005);
  await plain.close();
  await log.uploads.remove('catalogue 1.csv');
});

test('what is removed, and what failed on the way, leaves nothing behind', async () => {
  await log.uploads.put('removed', pieces(300_000));
  await log.uploads.remove('removed');
  expect(await log.uploads.get('removed')).toBeNull();

  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* pieces(900_000);
    throw new Error('the client went away');
  }
  await expect(log.uploads.put('broken', broken())).rejects.toThrow('the client went away');
  expect(await log.uploads.get('broken')).toBeNull();
  expect(await storedMessages()).toBe(0);
});

test('an upload that was never there is null', async () => {
  expect(await log.uploads.get('nowhere')).toBeNull();
});
