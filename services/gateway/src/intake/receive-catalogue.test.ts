import { expect, test } from 'vitest';
import { Problem } from '../problems/problems.ts';
import { HEADER } from '../testing/catalogue.ts';
import { receiveCatalogue } from './receive-catalogue.ts';

const MEGABYTE = 1024 * 1024;
const GOOD = '1,Lamp,https://a.example/1.jpg\n';

const bytesOf = (row: string, bytes: number) => Buffer.from(row.repeat(Math.ceil(bytes / row.length)));

/** Takes in everything, as the uploads bucket does. */
async function store(content: AsyncIterable<Uint8Array>) {
  let bytes = 0;
  for await (const piece of content) bytes += piece.length;
  return { bytes, digest: 'SHA-256=x' };
}

const receive = (content: AsyncIterable<Uint8Array>) =>
  receiveCatalogue({ filename: 'a.csv', content }, { store, limits: {} });

test.each([
  ['good rows', GOOD],
  ['good rows among those with a cell too few', `${GOOD}a\n`],
  ['blank lines', '\n'],
  ['one endless line', 'a,'],
])('an upload of %s that is broken off is not read any further', async (_, row) => {
  const { promise: goneAway, resolve: goAway } = Promise.withResolvers<void>();
  async function* upload() {
    yield Buffer.from(HEADER + GOOD);
    // In one piece, which the reader has in hand when the client is gone.
    yield bytesOf(row, 20 * MEGABYTE);
    await goneAway;
    throw new Problem('invalid_form', 'The client went away.');
  }
  let ended = false;
  const outcome = receive(upload()).then(
    () => 'received',
    (error: Error) => error.message,
  );
  void outcome.finally(() => {
    ended = true;
  });
  let turns = 0;
  while (!ended) {
    await new Promise(setImmediate);
    if (++turns === 20) goAway();
  }
  expect(await outcome).toBe('The client went away.');
  // At 16 kB a turn, 20 MB take 1,280 turns.
  expect(turns).toBeLessThan(100);
});

test.each([
  ['a thousand bad rows and no good one', 'a\n', '', /^\d+ rows are bad and none is good, so/],
  ['ten thousand bad rows and hardly a good one', 'a\n', GOOD, /^\d+ rows are bad and only 1 good, so/],
])('a file with %s is refused before it is read to its end', async (_, row, before, detail) => {
  let taken = 0;
  async function* upload() {
    yield Buffer.from(HEADER + before);
    for (; taken < 1000; taken++) yield bytesOf(row, 32 * 1024);
  }
  const refusal = await receive(upload()).then(
    () => null,
    (error: Problem) => error,
  );
  expect(refusal?.message).toMatch(detail);
  expect(refusal?.options.errors).toHaveLength(100);
  expect(refusal?.options.errors?.[0]).toMatchObject({ line: before === '' ? 2 : 3 });
  expect(taken).toBeLessThan(20);
});
