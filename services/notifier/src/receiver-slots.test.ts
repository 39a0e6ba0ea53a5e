import { expect, test } from 'vitest';
import { receiverSlots } from './receiver-slots.ts';

/** A clock that stands still until it is moved on. */
function clock() {
  let ms = 0;
  const moveOn = (by: number) => {
    ms += by;
  };
  return { now: () => ms, moveOn };
}

test('a receiver has no more than its slots, whatever the path, and another receiver has its own', async () => {
  const { now, moveOn } = clock();
  const take = receiverSlots(2, now);
  using first = await take('https://slow.example/a');
  using second = await take('https://slow.example/b');
  expect(first && second).toBeTruthy();
  moveOn(1000);
  expect(await take('https://slow.example/c')).toBeNull();
  using other = await take('https://other.example/');
  expect(other).toBeTruthy();
});

test('a slot that is given back goes to the one that waits for it longest', async () => {
  const take = receiverSlots(1, clock().now);
  const first = await take('https://quick.example/');
  const order: string[] = [];
  const second = take('https://quick.example/').then((slot) => {
    order.push('second');
    return slot;
  });
  const third = take('https://quick.example/').then(() => order.push('third'));
  first?.[Symbol.dispose]();
  (await second)?.[Symbol.dispose]();
  await third;
  expect(order).toEqual(['second', 'third']);
});

test('who waits in vain for a receiver that has just been quick is told so soon', async () => {
  const take = receiverSlots(1, clock().now);
  using slot = await take('https://stuck.example/');
  expect(slot).toBeTruthy();
  expect(await take('https://stuck.example/')).toBeNull();
});

test('a slot that is given back while nobody waits can be taken again', async () => {
  const take = receiverSlots(1, clock().now);
  (await take('https://quick.example/'))?.[Symbol.dispose]();
  using again = await take('https://quick.example/');
  expect(again).toBeTruthy();
});

test('a slot that is given back twice is one slot', async () => {
  const { now, moveOn } = clock();
  const take = receiverSlots(1, now);
  const first = await take('https://quick.example/');
  using second = await (async () => {
    first?.[Symbol.dispose]();
    return take('https://quick.example/');
  })();
  first?.[Symbol.dispose]();
  moveOn(1000);
  expect(second).toBeTruthy();
  expect(await take('https://quick.example/')).toBeNull();
});
