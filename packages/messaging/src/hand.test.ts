import { expect, test } from 'vitest';
import { createHand } from './hand.ts';

/** Work that ends when it is told to. */
function work() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, end: resolve };
}

test('there is room for as many as the limit says, less what is held', async () => {
  const hand = createHand<string>(3, { carefulStart: false });
  expect(await hand.room()).toBe(3);
  hand.hold('a', work().promise);
  expect(await hand.room()).toBe(2);
});

test('without room it waits for the first that ends', async () => {
  const hand = createHand<string>(1, { carefulStart: false });
  const first = work();
  hand.hold('a', first.promise);
  const room = hand.room();
  first.end();
  expect(await room).toBe(1);
  expect([...hand.items()]).toEqual([]);
});

test('a careful start takes few in hand, and one more for each that ends', async () => {
  const hand = createHand<number>(100, { carefulStart: true });
  const first = await hand.room();
  expect(first).toBeLessThan(10);
  for (let i = 0; i < first; i += 1) hand.hold(i, Promise.resolve());
  await hand.emptied();
  expect(await hand.room()).toBeGreaterThanOrEqual(first * 2);
});

test('a careful start goes on with time, so that a few that never end hold up nothing', async () => {
  const hand = createHand<number>(100, { carefulStart: true });
  const first = await hand.room();
  for (let i = 0; i < first; i += 1) hand.hold(i, work().promise);
  expect(await hand.room()).toBeGreaterThan(0);
});
