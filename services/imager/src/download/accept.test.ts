import { expect, it } from 'vitest';
import { acceptFor } from './accept.ts';

const ORIGINALS = 'image/jpeg,image/png,image/gif,image/tiff,*/*;q=0.1';
const asked = (...urls: string[]) => acceptFor(urls.map((url) => new URL(url, 'https://cdn.example')));

it.each([
  '/shirt.jpg',
  '/shirt',
  '/',
  '/webp/shirt.png',
  '/shirt.webp.jpg',
  '/shirt.webpage',
  '/shirt.webp/original',
  '/shirt.jpg?auto=format,compress',
  '/image?file=/webp/shirt.jpeg',
  '/shirt.jpg?v=avif-1',
])('for %s originals are asked for, and no word of AVIF or WebP is said', (url) => {
  expect(asked(url)).toBe(ORIGINALS);
});

it.each([
  ['/shirt.webp', 'image/webp'],
  ['/shirt.WEBP?v=1', 'image/webp'],
  ['/shirt.jpg.webp', 'image/webp'],
  ['/shirt.webp@300w', 'image/webp'],
  ['/shirt.avif', 'image/avif'],
  ['/image?file=/a/shirt.webp&w=100', 'image/webp'],
  ['/shirt.jpg?fm=webp', 'image/webp'],
  ['/shirt.jpg?format=avif', 'image/avif'],
])('%s names %s, so that comes first', (url, type) => {
  expect(asked(url)).toBe(`${type},${ORIGINALS}`);
});

it('what the first URL of a chain of redirects names is asked for to its end', () => {
  expect(asked('/shirt.webp', '/files/1')).toBe(`image/webp,${ORIGINALS}`);
  expect(asked('/shirt', '/shirt.avif')).toBe(`image/avif,${ORIGINALS}`);
  expect(asked('/shirt.webp', '/shirt.webp')).toBe(`image/webp,${ORIGINALS}`);
});
