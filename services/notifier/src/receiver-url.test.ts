import { expect, test } from 'vitest';
import { originOf, shownUrl } from './receiver-url.ts';

test.each([
  ['https://shop.example/hook', 'https://shop.example/hook'],
  ['https://user:secret@shop.example:8443/hook', 'https://shop.example:8443/hook'],
  ['https://shop.example/hook?token=secret#part', 'https://shop.example/hook'],
  ['secret text', 'not a URL'],
])('%s is shown as %s', (url, shown) => {
  expect(shownUrl(URL.parse(url))).toBe(shown);
});

test('two paths of a host are one receiver, two ports are two', () => {
  expect(originOf('https://shop.example/a')).toBe(originOf('https://u:p@shop.example/b?c'));
  expect(originOf('https://shop.example/a')).not.toBe(originOf('https://shop.example:8443/a'));
});
