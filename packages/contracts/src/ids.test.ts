import { expect, test } from 'vitest';
import { imageIdOf } from './ids.ts';

test('the same URL and recipe give the same image', () => {
  const id = imageIdOf('https://shop.example/a.jpg', { quality: 50 });
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(imageIdOf('https://shop.example/a.jpg', { quality: 50 })).toBe(id);
});

test('another URL or another recipe gives another image', () => {
  const ids = [
    imageIdOf('https://shop.example/a.jpg', { quality: 50 }),
    imageIdOf('https://shop.example/b.jpg', { quality: 50 }),
    imageIdOf('https://shop.example/a.jpg', { quality: 80 }),
  ];
  expect(new Set(ids).size).toBe(3);
});
