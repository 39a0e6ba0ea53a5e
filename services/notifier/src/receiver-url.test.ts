import { expect, test } from 'vitest';
import { receiverAt } from './receiver-url.ts';

test.each([
  ['https://shop.example/hook', 'https://shop.example/hook', 'https://shop.example'],
  [
    'https://user:secret@shop.example:8443/hook',
    'https://shop.example:8443/hook',
    'https://shop.example:8443',
  ],
  ['https://shop.example/hook?token=secret#part', 'https://shop.example/hook', 'https://shop.example'],
  ['secret text', 'not a URL', 'not a URL'],
])('%s is shown as %s, and logged as %s', (address, shown, logged) => {
  expect(receiverAt(address)).toMatchObject({ shown, logged });
});

test('two paths of a host are one receiver, two ports are two', () => {
  const { origin } = receiverAt('https://shop.example/a');
  expect(receiverAt('https://u:p@shop.example/b?c').origin).toBe(origin);
  expect(receiverAt('https://shop.example:8443/a').origin).not.toBe(origin);
});
