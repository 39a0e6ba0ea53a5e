import { expect, test } from 'vitest';
import { StringStore } from './string-store.ts';

test('texts of every length come back, whatever they fill', () => {
  const store = new StringStore({ maxStrings: 1_000_000, maxStringBytes: 64 * 1024 * 1024 });
  const mib = 1024 * 1024;
  const lengths = [0, 1, mib - 1, 0, mib, 3, 3 * mib, 0, mib - 4, 3, 1, 0, 0];
  const texts = [
    ...lengths.map((length, index) => String.fromCharCode(97 + index).repeat(length)),
    ...Array.from({ length: 150_000 }, (_, index) => `日本 ${index}`),
  ];
  expect(texts.map((text) => store.add(text))).toEqual(texts.map((_, index) => index));
  expect(texts.every((text, index) => store.get(index) === text)).toBe(true);
  for (const none of [-1, texts.length, 0.5, Number.NaN]) expect(store.get(none)).toBe(undefined);
});
