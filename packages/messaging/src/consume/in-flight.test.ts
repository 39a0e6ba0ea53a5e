import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createInFlight } from './in-flight.ts';

/** Work that ends when it is told to. */
function work() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, end: resolve };
}

test('there is room for as many as the limit says, less what is held', async () => {
  const inFlight = createInFlight<string>(3);
  expect(await inFlight.room()).toBe(3);
  inFlight.hold('a', work().promise);
  expect(await inFlight.room()).toBe(2);
});

test('without room it waits for the first that ends', async () => {
  const inFlight = createInFlight<string>(1);
  const first = work();
  inFlight.hold('a', first.promise);
  const room = inFlight.room();
  first.end();
  expect(await room).toBe(1);
  expect([...inFlight.items()]).toEqual([]);
});

test('one that ends among many is not worth asking for another at once: more are waited for', async () => {
  const inFlight = createInFlight<number>(8, 60_000);
  const works = Array.from({ length: 8 }, work);
  works.forEach(({ promise }, index) => {
    inFlight.hold(index, promise);
  });
  const room = inFlight.room();
  for (const { end } of works.slice(0, 5)) {
    end();
    await setImmediate();
  }
  expect(await room).toBe(4);
});

test('but not for long', async () => {
  const inFlight = createInFlight<number>(8);
  const works = Array.from({ length: 8 }, work);
  works.forEach(({ promise }, index) => {
    inFlight.hold(index, promise);
  });
  const room = inFlight.room();
  works[0]?.end();
  expect(await room).toBe(1);
});
