import { expect, test } from 'vitest';
import { nameOf, urlsIn } from './addresses.ts';

test('addresses are told apart by line breaks, spaces, and commas before the next one', () => {
  expect(urlsIn(' https://a.example/1,2.jpg, https://a.example/3.jpg\nhttps://a.example/4.jpg\n\n')).toEqual([
    'https://a.example/1,2.jpg',
    'https://a.example/3.jpg',
    'https://a.example/4.jpg',
  ]);
  expect(urlsIn('  \n ')).toEqual([]);
});

test.each([
  ['https://a.example/media/mug%20blue.jpg?v=2', 'mug blue'],
  ['https://a.example/', 'https://a.example/'],
  ['not an address.jpg', 'not an address'],
  ['https://a.example/%E0%A4%A.jpg', '%E0%A4%A'],
  ['https://a.example/photos/', 'photos'],
])('%s is shown as %s', (url, name) => {
  expect(nameOf(url)).toBe(name);
});
