import { expect, test } from 'vitest';
import { read } from '../catalogue.fixture.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { openCatalogue } from '../open-catalogue.ts';

const A = 'https://a.example/1.jpg';
const B = 'https://b.example/2.png';
const C = 'http://c.example/3.webp';

test('only products are counted as rows, and every row has its line', async () => {
  const file = [
    'S. No.,Product Name,Input Image URLs,Note',
    `1,Chair,${A},"one`,
    '',
    'two\r\nthree\rfour"',
    `2,,${B},`,
    '',
    `3,"Lamp\r\nblue",${C},`,
    '4,Table,,',
    `5,Desk,${A},`,
  ].join('\n');
  const { products, faults } = await read(file);
  expect(products.map(({ row, line, serial }) => [row, line, serial])).toEqual([
    [1, 2, '1'],
    [2, 9, '3'],
    [3, 12, '5'],
  ]);
  expect(faults.map(({ line, code }) => [line, code])).toEqual([
    [7, 'missing_name'],
    [11, 'no_images'],
  ]);
});

test.each([
  ['no name', `1, ,${A}`, 'missing_name', 'The product name is empty.'],
  ['no URL', '1,Chair, ', 'no_images', '“Chair” has no image URL.'],
  ['too few cells', '1,Chair', 'no_images', '“Chair” has no image URL.'],
  [
    'text for a URL',
    '1,Chair,photo.jpg',
    'invalid_url',
    '“photo.jpg” does not begin with http:// or https://.',
  ],
  [
    'a bad URL among good ones',
    `1,Chair,"${A}, ftp://x/y"`,
    'invalid_url',
    '“ftp://x/y” does not begin with http:// or https://.',
  ],
  [
    'an unquoted comma in the name',
    `1,Chair, blue,${A}`,
    'invalid_url',
    '“blue” does not begin with http:// or https://.',
  ],
  [
    'an unquoted comma in the URL',
    '1,Chair,http://x/w_1,h_2/a.jpg',
    'malformed_row',
    'The row has more than 3 cells; “h_2/a.jpg” is too many.',
  ],
  [
    'a long bad URL',
    `1,Chair,${'x'.repeat(500)}`,
    'invalid_url',
    `“${'x'.repeat(120)}…” does not begin with http:// or https://.`,
  ],
  ['too many URLs', `1,Chair,"${A},${A},${A},${A}"`, 'too_many_urls', '4 image URLs, at most 3 are allowed.'],
  [
    'too many bytes',
    `1,${'Chair'.repeat(1000)},${A}`,
    'row_too_large',
    /^The row has \d+ characters; at most 5000 bytes are allowed\.$/,
  ],
  ['many bytes in few characters', `1,${'椅'.repeat(900)},${A}`, 'row_too_large', /^The row has \d+ bytes/],
])('a row with %s is a fault that says so, and the rest continues', async (_, row, code, detail) => {
  const file = `S. No.,Product Name,Input Image URLs\n0,First,${A}\n${row}\n2,Last,${B}\n`;
  const { products, faults } = await read(file, { limits: { maxUrlsPerRow: 3, maxRowBytes: 5000 } });
  expect(products.map(({ name }) => name)).toEqual(['First', 'Last']);
  expect(faults).toMatchObject([
    { line: 3, code, detail: expect.stringMatching(detail), hint: expect.stringMatching(/\.$/) },
  ]);
});

test.each([
  ['https://user:secret@shop.example/a.jpg', '“https://…@shop.example/a.jpg” contains'],
  ['https://:secret@shop.example/a.jpg', '“https://…@shop.example/a.jpg” contains'],
  ['https://user:se@cret@shop.example:bad/a.jpg', '“https://…@shop.example:bad/a.jpg” is not'],
  ['https:user:secret@shop.example/a.jpg', '“https:…@shop.example/a.jpg” does not'],
  ['ftp://user:secret@shop.example/a.jpg', '“ftp://…@shop.example/a.jpg” does not'],
  [`https://user:${'secret'.repeat(100)}@shop.example/a.jpg`, '“https://…@shop.example/a.jpg” contains'],
])('no message repeats the credentials of %s', async (url, beginning) => {
  const { faults } = await read(`name,image\nChair,${url}\n`);
  expect(faults).toMatchObject([{ code: 'invalid_url', detail: expect.stringMatching(`^${beginning}`) }]);
  expect(JSON.stringify(faults)).not.toMatch(/secret|cret@/);
});

test('a bad row comes with its cells and the number of products before it', async () => {
  const file = `S. No.,Product Name,Input Image URLs,Note\n1,Chair,${A},a\n2, ,${A},b,c\n3,Bed,,\n4,Lamp,${A},"d,e"\n5,,${A},${B},f\n`;
  const { rejected } = await read(file);
  expect(rejected.map(({ after, cells, fault }) => [after, cells, fault.code])).toEqual([
    [1, ['2', ' ', A, 'b', 'c'], 'malformed_row'],
    [1, ['3', 'Bed', '', ''], 'no_images'],
    [2, ['5', '', `${A},${B}`, 'f'], 'missing_name'],
  ]);
});

test.each([
  ['one long cell', `1,Chair,${A},${'é'.repeat(300_000)}`],
  ['many long cells', `1,Chair,${'"one ""quoted"" text",'.repeat(20_000)}`],
  ['a million cells', `1,Chair,${A}${','.repeat(1_000_000)}x`],
])('the cells of a bad row with %s are cut to what an event holds', async (_, row) => {
  const { rejected } = await read(`S. No.,Product Name,Input Image URLs,Note\n${row}\n2,Lamp,${A},\n`);
  expect(rejected).toHaveLength(1);
  expect(rejected[0]?.cells.slice(0, 2)).toEqual(['1', expect.stringMatching(/^C?h?a?i?r?$/)]);
  const event = { requestId: 'x'.repeat(36), ...rejected[0] };
  expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(DEFAULT_LIMITS.maxRowBytes);
});

test('a row that just fits an event is no fault', async () => {
  const file = (length: number) => `name,image,note\nChair,${A},${'é'.repeat(length)}\n`;
  expect((await read(file(120_000))).faults).toEqual([]);
  expect((await read(file(140_000))).faults).toMatchObject([{ code: 'row_too_large' }]);
});

test.each([
  ['before a quoted cell', `3,"Broken,${A}\n4,"Good",${B}\n5,Fine,${C}\n`],
  ['before a quoted cell after a space', `3,"Broken,${A}\n4, "Good",${B}\n5,Fine,${C}\n`],
  ['before a line that begins with a quote', `3,"Broken,${A}\n"4",Good,${B}\n5,Fine,${C}\n`],
  ['before quoted URLs', `3,"Broken,${A}\n4,Good,"${B},${B}"\n5,Fine,${C}\n`],
])('a quote that is not closed %s is a fault of its line, and swallows no row', async (_, rows) => {
  const { products, faults } = await read(`S. No.,Product Name,Input Image URLs\n2,First,${A}\n${rows}`);
  expect(faults).toMatchObject([
    { line: 3, code: 'malformed_row', detail: expect.stringContaining('Broken') },
  ]);
  expect(products.map(({ name }) => name)).toEqual(['First', 'Good', 'Fine']);
});

test('a text that begins with a quote and has several lines is no fault', async () => {
  const { products, faults } = await read(
    `name,image,note\nChair,${A},"""Nice,"" she said\nand ""light"""\n`,
  );
  expect(faults).toEqual([]);
  expect(products[0]?.cells[2]).toBe('"Nice," she said\nand "light"');
});

test('a quote that is never closed is a fault of its line, and swallows no row', async () => {
  const { products, faults } = await read(`name,image\n\nFirst,${A}\n\n"Open,${B}\nLast,${C}\n`);
  expect(products.map(({ name }) => name)).toEqual(['First', 'Last']);
  expect(faults).toMatchObject([
    { line: 5, code: 'malformed_row', detail: expect.stringMatching(/not closed/) },
  ]);
});

test('a quote that is never closed does not take the rest of a large file into memory', async () => {
  let pieces = 0;
  async function* endless() {
    yield Buffer.from(`name,image\n"Open,${A}\n`);
    for (; pieces < 1000; pieces++) yield Buffer.from('Made of oak, by hand\n'.repeat(5000));
  }
  const entries = await Array.fromAsync((await openCatalogue(endless())).batches());
  expect(entries.flat()).toMatchObject([{ fault: { line: 2, code: 'malformed_row' } }]);
  expect(pieces).toBeLessThan(100);
});

const HEADER = 'S. No.,Product Name,Input Image URLs\n';

test('a quote that is not doubled is a fault of its own line, however far behind it is closed', async () => {
  const between = Array.from({ length: 13 }, (_, index) => `${index + 3},Chair,${A}\n`).join('');
  const file = `${HEADER}1,First,${A}\n2,"Lamp 24"",${B}\n${between}16,"Bed, oak","${A},${B}"\n17,Last,${C}\n`;
  const { products, faults } = await read(file);
  expect(faults).toMatchObject([
    { line: 3, code: 'malformed_row', detail: expect.stringContaining('Lamp 24') },
  ]);
  expect(products.map(({ line }) => line)).toEqual([
    2,
    ...between.split('\n').map((_, index) => index + 4),
    18,
  ]);
});

test('a quote that is not doubled explains a row with a cell too many', async () => {
  const { faults } = await read(`${HEADER}1,"Shelf 24" x 12", with drawer",${A}\n2,Good,${A}\n`);
  expect(faults).toMatchObject([
    {
      line: 2,
      code: 'malformed_row',
      detail: 'A quote inside a quoted cell is not doubled: “"Shelf 24" x 12"”.',
    },
  ]);
});

test('a row whose images a quote that is not doubled has swallowed is not left out as one without images', async () => {
  // MariaDB writes NULL as "N where quotes are escaped by quotes.
  const { products, faults, withoutImages } = await read(
    `sku,name,description,image\n"A1","Mug","N,"${A}"\n"A2","Cup","blue","${B}"\n"A3","Pot","red",""\n`,
  );
  expect(products.map(({ name }) => name)).toEqual(['Cup']);
  expect(faults).toMatchObject([
    {
      line: 2,
      code: 'malformed_row',
      detail: expect.stringMatching(/^A quote inside a quoted cell is not doubled/),
    },
  ]);
  expect(withoutImages).toBe(1);
});

test('two quotes that are not doubled in rows one after another do not make one product of both', async () => {
  const { products, faults } = await read(`${HEADER}1,"Lamp 24"",${A}\n2,Name 24",${B}\n3,Good,${C}\n`);
  expect(products.map(({ name }) => name)).toEqual(['Good']);
  expect(faults).toMatchObject([
    { line: 2, code: 'malformed_row', detail: expect.stringMatching(/^A quote is not doubled, so that two/) },
  ]);
});

test('what follows from a broken row is not reported beside it', async () => {
  const broken = `1,"Nice 24" shelf\nwith "drawers", blue",${A}\n`;
  const { products, faults } = await read(`${HEADER}${broken}2,Good,${B}\n3,,${C}\n`);
  expect(products.map(({ name }) => name)).toEqual(['Good']);
  expect(faults).toMatchObject([
    { line: 2, code: 'malformed_row', detail: expect.stringMatching(/takes the lines up to 3 with it\.$/) },
    { line: 5, code: 'missing_name' },
  ]);
});

test('rows with another delimiter than the header are told so', async () => {
  const { faults } = await read(`${HEADER}1;Chair;${A}\n2\tLamp\t${B}\n`);
  expect(faults.map(({ detail }) => detail)).toEqual([
    'The cells of the row are separated by “;”, those of the header by “,”.',
    'The cells of the row are separated by tabs, those of the header by “,”.',
  ]);
});

test('a quote is spoken of only where there is one', async () => {
  const file = `${HEADER}1,First,${A}\n${'x'.repeat(5_000_000)}\n2,Last,${B}\n`;
  const { products, faults } = await read(file);
  expect(faults).toMatchObject([{ line: 3, code: 'row_too_large' }]);
  expect(JSON.stringify(faults)).not.toContain('quote is');
  expect(products).toHaveLength(2);
});
