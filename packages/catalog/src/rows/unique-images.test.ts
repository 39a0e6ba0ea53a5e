import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { UniqueImages } from './unique-images.ts';

const idOf = (n: number) => createHash('sha256').update(String(n)).digest('hex').slice(0, 32);

test('an image is new once, however many there are', () => {
  const images = new UniqueImages();
  const count = 20_000;
  for (let n = 0; n < count; n++) expect(images.add(idOf(n))).toBe(true);
  for (let n = 0; n < count; n++) expect(images.add(idOf(n))).toBe(false);
  expect(images.size).toBe(count);
});

test('ids that differ in one digit are different', () => {
  const images = new UniqueImages();
  const zeros = '0'.repeat(32);
  const ids = [
    zeros,
    ...Array.from({ length: 24 }, (_, digit) => `${zeros.slice(0, digit)}f${zeros.slice(digit + 1)}`),
  ];
  expect(ids.map((id) => images.add(id))).toEqual(ids.map(() => true));
  expect(images.size).toBe(25);
});
