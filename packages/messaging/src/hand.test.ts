import { expect, test } from 'vitest';
import { createHand } from './hand.ts';

/** Work that ends when it is told to. */
function work() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, end: resolve };
}

test('there is room for as many as the limit says, less what is held', async () => {
  const hand = createHand<string>(3);
  expect(await hand.room()).toBe(3);
  hand.hold('a', work().promise);
  expect(await hand.room()).toBe(2);
});

test('without room it waits for the first that ends', async () => {
  const hand = createHand<string>(1);
  const first = work();
  hand.hold('a', first.promise);
  const room = hand.room();
  first.end();
  expect(await room).toBe(1);
  expect([...hand.items()]).toEqual([]);
});
