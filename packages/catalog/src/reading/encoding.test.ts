import { expect, test } from 'vitest';
import { read } from '../catalogue.fixture.ts';

const HEADER = 'S. No.,Product Name,Input Image URLs\n';
const row = (serial: number, name: string) => `${serial},${name},https://a.example/${serial}.jpg\n`;
const FILE = HEADER + row(1, 'Stühle für Köche') + row(2, 'Table – 5 € 日本');
const LATIN = HEADER + row(1, 'Stühle für Köche') + row(2, 'Café');

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

test.each([
  { what: 'UTF-8', bytes: Buffer.from(FILE), encoding: 'utf-8' },
  { what: 'UTF-8 with a byte order mark', bytes: Buffer.from(`\ufeff${FILE}`), encoding: 'utf-8' },
  { what: 'UTF-16 little endian', bytes: Buffer.from(`\ufeff${FILE}`, 'utf16le'), encoding: 'utf-16le' },
  { what: 'UTF-16 big endian', bytes: utf16be(`\ufeff${FILE}`), encoding: 'utf-16be' },
])('a file in $what is read, however its bytes arrive', async ({ bytes, encoding }) => {
  for (const pieces of [1, 2, 3, 7, 100_000]) {
    const { dialect, products, faults } = await read(bytes, { pieces });
    expect(dialect.encoding).toBe(encoding);
    expect(dialect.columns.header).toEqual(['S. No.', 'Product Name', 'Input Image URLs']);
    expect(products.map(({ name }) => name)).toEqual(['Stühle für Köche', 'Table – 5 € 日本']);
    expect(faults).toEqual([]);
  }
});

test('a file that is not UTF-8 is read as Windows-1252', async () => {
  const bytes = Buffer.concat([
    Buffer.from(LATIN, 'latin1'),
    Buffer.from('3,5\x80,https://a.example/3.jpg', 'latin1'),
  ]);
  const { dialect, products } = await read(bytes, { pieces: 5 });
  expect(dialect.encoding).toBe('windows-1252');
  expect(products.map(({ name }) => name)).toEqual(['Stühle für Köche', 'Café', '5€']);
});

test('a file that is plain ASCII for long shows its encoding late', async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => row(index + 1, 'Plain chair')).join('');
  const late = `5001,Caf\xe9,https://a.example/5001.jpg\n`;
  const bytes = Buffer.concat([Buffer.from(HEADER + rows), Buffer.from(late, 'latin1')]);
  const first = await read(bytes);
  expect(first.dialect.encoding).toBe('windows-1252');
  expect(first.products.at(-1)?.name).toBe('Café');
  const again = await read(bytes, { dialect: first.dialect });
  expect(again).toEqual(first);
});

test('a Windows-1252 file may end in the middle of what would be a UTF-8 sequence', async () => {
  const bytes = Buffer.from('name,image\nChair,https://a.example/\xe9', 'latin1');
  expect((await read(bytes)).products[0]?.urls).toEqual(['https://a.example/é']);
});

test('a row of a UTF-8 file with invalid bytes is a fault of its line', async () => {
  const good = row(1, 'Möbel'.repeat(20_000).slice(0, 70_000));
  const bytes = Buffer.concat([
    Buffer.from(HEADER + good),
    Buffer.from('2,Caf\xe9,https://a.example/2.jpg\n', 'latin1'),
    Buffer.from(row(3, 'Stühle')),
  ]);
  const { products, faults } = await read(bytes, { limits: { maxRowBytes: 1_000_000 } });
  expect(products.map(({ serial }) => serial)).toEqual(['1', '3']);
  expect(faults).toMatchObject([
    { line: 3, code: 'invalid_characters', detail: expect.stringContaining('Caf') },
  ]);
});

test('a replacement character that the file itself has is text', async () => {
  const { products, faults } = await read(HEADER + row(1, 'Caf\ufffd'));
  expect(products[0]?.name).toBe('Caf\ufffd');
  expect(faults).toEqual([]);
});
