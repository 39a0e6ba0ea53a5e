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
