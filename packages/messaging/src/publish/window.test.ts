import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createWindow } from './window.ts';

test('no more is in flight than the window allows, and everything is done at the end', async () => {
  const window = createWindow(3);
  let inFlight = 0;
  let most = 0;
  let done = 0;
  for (let i = 0; i < 20; i += 1) {
    await window.add(async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await setImmediate();
      inFlight -= 1;
      done += 1;
    });
  }
  await window.drain();
  expect({ most, done }).toEqual({ most: 3, done: 20 });
});

test('the first failure ends the work and is thrown, and nothing is left unhandled', async () => {
  const window = createWindow(2);
  const add = async () => {
    for (let i = 0; i < 10; i += 1) await window.add(() => Promise.reject(new Error(`failure ${i}`)));
  };
  await expect(add()).rejects.toThrow('failure 0');
  await expect(window.drain()).rejects.toThrow('failure 0');
});

test('heavy work is in flight only as far as its weight allows, and the heaviest goes alone', async () => {
  const window = createWindow(100, 10);
  const inFlight: number[] = [];
  let heaviest = 0;
  for (const weight of [4, 4, 4, 25, 1, 9, 9]) {
    await window.add(async () => {
      inFlight.push(weight);
      if (inFlight.length > 1)
        heaviest = Math.max(
          heaviest,
          inFlight.reduce((a, b) => a + b),
        );
      await setImmediate();
      inFlight.splice(inFlight.indexOf(weight), 1);
    }, weight);
  }
  await window.drain();
  expect(heaviest).toBeGreaterThan(4);
  expect(heaviest).toBeLessThanOrEqual(10);
});

test('nobody has to wait while there is room, and a wide window is filled again in parts', async () => {
  const window = createWindow(32);
  const ends: (() => void)[] = [];
  const start = () => new Promise<void>((resolve) => void ends.push(resolve));
  const waits = Array.from({ length: 32 }, () => window.add(start));
  expect(waits.every((wait) => wait === undefined)).toBe(true);

  const next = window.add(start);
  expect(next).toBeInstanceOf(Promise);
  ends[0]?.();
  await setImmediate();
  expect(ends).toHaveLength(32);
  ends[1]?.();
  await next;
  expect(ends).toHaveLength(33);
  expect(window.add(start)).toBeUndefined();
});

test('work that cannot even be started is not waited for', async () => {
  const window = createWindow(2);
  const start = () => {
    throw new Error('not today');
  };
  expect(() => window.add(start)).toThrow('not today');
  await window.drain();
});
