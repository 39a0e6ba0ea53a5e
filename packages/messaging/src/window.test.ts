import { expect, test } from 'vitest';
import { createWindow } from './window.ts';

test('no more is under way than the window allows, and everything is done at the end', async () => {
  const window = createWindow(3);
  let underWay = 0;
  let most = 0;
  let done = 0;
  for (let i = 0; i < 20; i += 1) {
    await window.add(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
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

test('heavy work is under way only as far as its weight allows, and the heaviest goes alone', async () => {
  const window = createWindow(100, 10);
  const underWay: number[] = [];
  let heaviest = 0;
  for (const weight of [4, 4, 4, 25, 1, 9, 9]) {
    await window.add(async () => {
      underWay.push(weight);
      if (underWay.length > 1)
        heaviest = Math.max(
          heaviest,
          underWay.reduce((a, b) => a + b),
        );
      await new Promise(setImmediate);
      underWay.splice(underWay.indexOf(weight), 1);
    }, weight);
  }
  await window.drain();
  expect(heaviest).toBeGreaterThan(4);
  expect(heaviest).toBeLessThanOrEqual(10);
});
