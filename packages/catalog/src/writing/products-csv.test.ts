import { expect, test } from 'vitest';
import { read, seeded } from '../catalogue.fixture.ts';
import { type GivenProduct, productsCsv } from './products-csv.ts';

const write = async (products: Iterable<GivenProduct>) =>
  (await Array.fromAsync(productsCsv(products))).join('');

const A = 'https://a.example/1.jpg';

test('products become a catalogue file', async () => {
  const products = [
    { serial: 'A-1', name: 'Chair, "oak"', imageUrls: [A, 'http://b.example/2.png'] },
    { name: 'Lamp', imageUrls: [A] },
  ];
  expect(await write(products)).toBe(
    [
      'S. No.,Product Name,Input Image URLs',
      `A-1,"Chair, ""oak""","${A}, http://b.example/2.png"`,
      `2,Lamp,${A}`,
      '',
    ].join('\n'),
  );
});

test('a bad product is a fault of its line, two after its index', async () => {
  const { faults } = await read(
    await write([
      { name: 'Chair\r\n(oak)', imageUrls: [A] },
      { name: '', imageUrls: [] },
      { name: 'Lamp', imageUrls: ['photo.jpg'] },
      { name: 'Bed', imageUrls: [] },
    ]),
  );
  expect(faults.map(({ line, code }) => [line, code])).toEqual([
    [3, 'missing_name'],
    [4, 'invalid_url'],
    [5, 'no_images'],
  ]);
});

test.each([
  ['a comma before another scheme', 'https://i.example/f/a,https://b.example/1.jpg'],
  ['a comma and a space', 'https://i.example/a, b.jpg'],
  ['a line break', 'https://i.example/a\nb.jpg'],
  ['a comma at the end', 'https://i.example/a,'],
  ['a NUL', 'https://i.example/a\0.jpg'],
])('a URL with %s stays one URL', async (_, url) => {
  const { products, faults } = await read(await write([{ name: 'Chair', imageUrls: [url, A] }]));
  expect(faults).toEqual([]);
  expect(products[0]?.urls.map((read) => decodeURIComponent(read))).toEqual([url, A]);
});

const PIECES = [
  'chair',
  ',',
  '"',
  ';',
  '|',
  '\t',
  ' ',
  "'",
  'é',
  '椅',
  '😀',
  '\ufeff',
  '=',
  '-',
  '[',
  'sep=;',
  'http://',
];
const URL_PIECES = ['a', '/', ',', ';', '|', '%20', '?', '=', '&', '#', '@', 'é', '椅', 'w_1,h_2', "'", '"'];

test('whatever products are written, the same are read', async () => {
  const random = seeded(7);
  const some = (pieces: string[], most: number) =>
    Array.from(
      { length: Math.floor(random() * most) },
      () => pieces[Math.floor(random() * pieces.length)],
    ).join('');
  const products = Array.from({ length: 3000 }, (_, index) => ({
    serial: random() < 0.5 ? `${index + 1}` : `x${some(PIECES, 4)}x`,
    name: `n${some(PIECES, 8)}n`,
    imageUrls: Array.from(
      { length: 1 + Math.floor(random() * 4) },
      () => `https://a.example/${some(URL_PIECES, 6)}z`,
    ),
  }));
  const { products: found, faults } = await read(await write(products), { pieces: 1000 });
  expect(faults).toEqual([]);
  expect(found.map(({ serial, name, urls }) => ({ serial, name, imageUrls: urls }))).toEqual(products);
});
