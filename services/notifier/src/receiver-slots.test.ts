import { expect, test } from 'vitest';
import { receiverSlots } from './receiver-slots.ts';

test('a receiver has no more than its slots, whatever the path, and another receiver has its own', () => {
  const take = receiverSlots(2);
  using first = take('https://slow.example/a');
  using second = take('https://slow.example/b');
  expect(first && second).toBeTruthy();
  expect(take('https://slow.example/c')).toBeNull();
  using other = take('https://other.example/');
  expect(other).toBeTruthy();
});

test('a slot that is given back can be taken again', () => {
  const take = receiverSlots(1);
  take('https://slow.example/')?.[Symbol.dispose]();
  using again = take('https://slow.example/');
  expect(again).toBeTruthy();
  expect(take('https://slow.example/')).toBeNull();
});
