import type { Columns } from '@halftone/contracts';
import { expect, test } from 'vitest';
import { sampleImages } from './sample-images.ts';

const COLUMNS: Columns = {
  header: ['Name', 'Main', 'More'],
  serial: null,
  name: 0,
  images: 1,
  layout: {
    system: 'plain',
    images: [1, 2],
    headerLine: 1,
    dataLine: 2,
    withoutImages: 'reject',
    onceEach: false,
    nameFallbacks: [],
  },
};
const NOW = Date.UTC(2026, 10, 30);

function sampleOf(rows: readonly (readonly [string, string])[], perColumn = 10, random = () => 0.5) {
  const sample = sampleImages({ perColumn, now: NOW, random });
  rows.forEach(([main, more], index) => {
    const product = {
      row: index + 1,
      line: index + 2,
      serial: String(index + 1),
      name: 'Mug',
      cells: ['Mug', main, more],
      urls: [main, more],
    };
    for (const url of product.urls) if (url) sample.add(url, product, COLUMNS);
  });
  return sample;
}
const urlsOf = (sample: ReturnType<typeof sampleOf>, count: number) =>
  sample.choose(count).map(({ url }) => url);

test('a host with few images is looked at as well as one with many', () => {
  const rows = Array.from({ length: 500 }, (_, index) => [`https://many.example/${index}.jpg`, ''] as const);
  const sample = sampleOf([...rows, ['https://few.example/a.jpg', '']]);
  expect(sample.choose(4).map(({ host }) => host)).toEqual([
    'many.example',
    'few.example',
    'many.example',
    'many.example',
  ]);
  expect(sample.hosts()).toMatchObject([
    { images: 500 },
    { images: 1, first: [{ line: 502, serial: '501' }] },
  ]);
});

test('the columns of a host take turns', () => {
  const rows = Array.from(
    { length: 9 },
    (_, index) => [`https://a.example/main-${index}`, `https://a.example/more-${index}`] as const,
  );
  expect(urlsOf(sampleOf(rows), 4).map((url) => url.slice(18, 22))).toEqual(['main', 'more', 'main', 'more']);
});

test('any image may be chosen, not the first ones', () => {
  const rows = Array.from({ length: 100 }, (_, index) => [`https://a.example/${index}`, ''] as const);
  const numbers = [0.01, 0.99, 0.02, 0.03];
  expect(
    urlsOf(
      sampleOf(rows, 2, () => numbers[0] ?? 0),
      2,
    )[0],
  ).not.toBe('https://a.example/0');
  expect(
    urlsOf(
      sampleOf(rows, 2, () => 0.999),
      2,
    ),
  ).toEqual(['https://a.example/0', 'https://a.example/1']);
});

test('of a catalogue of any size little is remembered, and nothing is miscounted', () => {
  const rows = Array.from(
    { length: 5000 },
    (_, index) => [`https://h${index % 400}.example/${index}`, ''] as const,
  );
  const sample = sampleOf(rows, 50);
  expect(sample.hosts()).toHaveLength(200);
  expect(sample.beyond()).toEqual({ hosts: 200, images: 2400 });
  expect(sample.choose(100_000).length).toBeLessThanOrEqual(2200);
  expect(new Set(urlsOf(sample, 50))).toHaveProperty('size', 50);
});

test('links that have expired are counted in the whole catalogue', () => {
  const link = (until: number) => `https://b.example/a.jpg?Expires=${until / 1000}&Signature=${until}`;
  const sample = sampleOf([
    [link(NOW - 60_000), link(NOW - 120_000)],
    [link(NOW + 60_000), ''],
  ]);
  expect(sample.hosts()).toMatchObject([{ images: 3, expired: 2, firstExpired: [{ line: 2 }, { line: 2 }] }]);
});

test('of a name that is very long the beginning is remembered', () => {
  const sample = sampleImages({ perColumn: 1, now: NOW, random: () => 0.5 });
  const url = 'https://a.example/1.jpg';
  const name = 'Mug '.repeat(60_000);
  sample.add(url, { row: 1, line: 2, serial: '1', name, cells: [name, url], urls: [url] }, COLUMNS);
  expect(sample.choose(1)[0]?.name).toMatch(/^(Mug ){49}Mug…$/);
});
