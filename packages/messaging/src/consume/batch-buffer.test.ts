import { expect, test } from 'vitest';
import { createBatchBuffer } from './batch-buffer.ts';

const item = (bytes: number) => ({ data: new Uint8Array(bytes) });
const sizes = (batch: { data: Uint8Array }[]) => batch.map(({ data }) => data.length);

test('a batch ends at its number of items', async () => {
  const buffer = createBatchBuffer({ maxBatch: 3, maxBytes: 1000, lingerMs: 0 });
  for (let i = 0; i < 5; i += 1) buffer.push(item(i + 1));
  expect(sizes(await buffer.take())).toEqual([1, 2, 3]);
  expect(sizes(await buffer.take())).toEqual([4, 5]);
});

test('a batch ends at its bytes, but holds at least one item', async () => {
  const buffer = createBatchBuffer({ maxBatch: 100, maxBytes: 1000, lingerMs: 0 });
  for (const bytes of [600, 300, 200, 5000, 10]) buffer.push(item(bytes));
  expect(sizes(await buffer.take())).toEqual([600, 300]);
  expect(sizes(await buffer.take())).toEqual([200]);
  expect(sizes(await buffer.take())).toEqual([5000]);
  expect(sizes(await buffer.take())).toEqual([10]);
});

test('the larger the items are, the fewer are asked for', async () => {
  const buffer = createBatchBuffer({ maxBatch: 1000, maxBytes: 1_000_000, lingerMs: 0 });
  for (let i = 0; i < 100; i += 1) buffer.push(item(100));
  await buffer.take();
  const small = await buffer.room();
  for (let i = 0; i < 9; i += 1) buffer.push(item(100_000));
  await buffer.take();
  expect(await buffer.room()).toBeLessThan(small / 10);
});

test('there is no room while a batch waits, and there is again when it is taken', async () => {
  const buffer = createBatchBuffer({ maxBatch: 2, maxBytes: 1_000_000, lingerMs: 0 });
  buffer.push(item(1));
  buffer.push(item(1));
  let isOpen = false;
  const room = buffer.room().then((count) => {
    isOpen = true;
    return count;
  });
  await new Promise(setImmediate);
  expect(isOpen).toBe(false);
  await buffer.take();
  expect(await room).toBe(4);
});

test('a batch that is not full waits for its time after the one before, a full one does not', async () => {
  const buffer = createBatchBuffer({ maxBatch: 2, maxBytes: 1000, lingerMs: 0, paceMs: 60_000 });
  buffer.push(item(1));
  expect(sizes(await buffer.take())).toEqual([1]);
  buffer.push(item(2));
  const second = buffer.take();
  await new Promise(setImmediate);
  buffer.push(item(3));
  expect(sizes(await second)).toEqual([2, 3]);
});

test('a batch with an urgent item waits neither for more nor for its time', async () => {
  const urgency = { begin: () => false, add: ({ data }: { data: Uint8Array }) => data.length === 9 };
  const buffer = createBatchBuffer({
    maxBatch: 5,
    maxBytes: 1000,
    lingerMs: 60_000,
    paceMs: 60_000,
    urgency,
  });
  buffer.push(item(1));
  const batch = buffer.take();
  await new Promise(setImmediate);
  buffer.push(item(2));
  buffer.push(item(9));
  expect(sizes(await batch)).toEqual([1, 2, 9]);
});

test('what waits is judged again once the batch before was handled', async () => {
  let isAwaited = false;
  const urgency = { begin: () => isAwaited, add: () => false };
  const buffer = createBatchBuffer({ maxBatch: 2, maxBytes: 1000, lingerMs: 60_000, urgency });
  for (const bytes of [1, 1]) buffer.push(item(bytes));
  await buffer.take();
  buffer.push(item(2));
  isAwaited = true;
  expect(sizes(await buffer.take())).toEqual([2]);
});

test('at the end what waits is taken, and then nothing', async () => {
  const buffer = createBatchBuffer({ maxBatch: 10, maxBytes: 1000, lingerMs: 60_000 });
  buffer.push(item(1));
  buffer.end();
  expect(sizes(await buffer.take())).toEqual([1]);
  expect(await buffer.take()).toEqual([]);
});
