import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { tee } from './tee.ts';

const MEGABYTE = 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, 'x');

/** A source that counts what was taken from it. */
function countedSource(bytes: number) {
  const taken = { bytes: 0 };
  function* chunks() {
    for (; taken.bytes < bytes; taken.bytes += CHUNK.length) yield CHUNK;
  }
  return { taken, source: Readable.from(chunks(), { objectMode: false }) };
}

test('both readers get every byte', async () => {
  const bytes = Buffer.from('S. No.,Product Name\n1,Lamp\n');
  const [a, b] = tee(Readable.from([bytes.subarray(0, 9), bytes.subarray(9)]));
  expect(await Promise.all([buffer(a), buffer(b)])).toEqual([bytes, bytes]);
});

test('60 MB pass without more than a megabyte waiting for the slower reader', async () => {
  const { source, taken } = countedSource(60 * MEGABYTE);
  const [fast, slow] = tee(source);
  const fastDone = buffer(fast);
  let read = 0;
  let mostWaiting = 0;
  for await (const chunk of slow) {
    await new Promise(setImmediate);
    mostWaiting = Math.max(mostWaiting, taken.bytes - read);
    read += chunk.length;
  }
  expect(read).toBe(60 * MEGABYTE);
  expect((await fastDone).length).toBe(60 * MEGABYTE);
  expect(mostWaiting).toBeLessThan(MEGABYTE);
});

test('a reader that stops early leaves the rest to the other', async () => {
  const { source } = countedSource(2 * MEGABYTE);
  const [quitter, other] = tee(source);
  const rest = buffer(other);
  for await (const _chunk of quitter) {
    // By now the next chunk waits for room in this branch.
    await new Promise(setImmediate);
    break;
  }
  expect((await rest).length).toBe(2 * MEGABYTE);
});

test('a source that breaks breaks both readers with its error', async () => {
  const [a, b] = tee(
    Readable.from(
      (function* () {
        yield CHUNK;
        throw new Error('the line went dead');
      })(),
    ),
  );
  const outcomes = await Promise.allSettled([buffer(a), buffer(b)]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'the line went dead' } });
  }
});

test('a source that is closed before its end breaks both readers', async () => {
  const source = new Readable({ read() {} });
  source.push(CHUNK);
  const [a, b] = tee(source);
  const reading = Promise.allSettled([buffer(a), buffer(b)]);
  await once(a, 'readable');
  source.destroy();
  expect((await reading).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
