import { expect, test } from 'vitest';
import { read, refusalOf } from './catalogue.fixture.ts';
import { openCatalogue } from './open-catalogue.ts';

const A = 'https://a.example/1.jpg';
const B = 'https://b.example/2.png';
const C = 'http://c.example/3.webp';

/** Every file lists the same two products in its own way. */
const SAME_CATALOGUE = [
  [
    'as the reference systems write it',
    `S. No.,Product Name,Input Image URLs\n1,Chair,"${A},${B}"\n2,"Lamp, blue",${C}\n`,
  ],
  ['with CRLF', `S. No.,Product Name,Input Image URLs\r\n1,Chair,"${A}, ${B}"\r\n2,"Lamp, blue",${C}\r\n`],
  ['with CR', `S. No.,Product Name,Input Image URLs\r1,Chair,"${A},${B}"\r2,"Lamp, blue",${C}`],
  [
    'with mixed line ends',
    `S. No.,Product Name,Input Image URLs\r\n1,Chair,"${A},${B}"\n2,"Lamp, blue",${C}\r`,
  ],
  [
    'with a byte order mark',
    `\ufeff"S. No.","Product Name","Input Image URLs"\n"1","Chair","${A},${B}"\n"2","Lamp, blue","${C}"`,
  ],
  ['with semicolons', `S. No.;Product Name;Input Image URLs\n1;Chair;${A},${B}\n2;Lamp, blue;${C}\n`],
  [
    'with semicolons between URLs too',
    `S. No.;Product Name;Input Image URLs\n1;Chair;${A};${B}\n2;Lamp, blue;${C}\n`,
  ],
  ['with tabs', `S. No.\tProduct Name\tInput Image URLs\n1\tChair\t${A} ${B}\n2\tLamp, blue\t${C}\n`],
  ['with pipes', `S. No.|Product Name|Input Image URLs\n1|Chair|${A}|${B}\n2|Lamp, blue|${C}\n`],
  [
    'with the delimiter declared for Excel',
    `sep=;\r\nS. No.;Product Name;Input Image URLs\r\n1;Chair;${A},${B}\r\n2;Lamp, blue;${C}\r\n`,
  ],
  [
    'with the delimiter declared below blank lines and a mark',
    `\n\n\ufeffsep=;\r\nS. No.;Product Name;Input Image URLs\r\n1;Chair;${A},${B}\r\n2;Lamp, blue;${C}\r\n`,
  ],
  [
    'with a comment above the header',
    `# Exported on Sunday\n#\nS. No.,Product Name,Input Image URLs\n1,Chair,"${A},${B}"\n2,"Lamp, blue",${C}\n`,
  ],
  [
    'with a byte order mark below blank lines',
    `\n\n\ufeff"S. No.","Product Name","Input Image URLs"\n1,Chair,"${A},${B}"\n2,"Lamp, blue",${C}\n`,
  ],
  [
    'with blanks before quotes',
    `S. No., "Product Name", "Input Image URLs"\n1, "Chair", "${A}, ${B}"\n2, "Lamp, blue" , "${C}"\n`,
  ],
  [
    'with blank lines',
    `\n\nS. No.,Product Name,Input Image URLs\n\n1,Chair,"${A},${B}"\n,,\n  \n2,"Lamp, blue",${C}\n\n\n`,
  ],
  ['without a header', `1,Chair,"${A},${B}"\n2,"Lamp, blue",${C}\n`],
  ['without a header, with semicolons', `1;Chair;${A},${B}\n2;Lamp, blue;${C}\n`],
  ['with unknown names for three columns', `Nr;Artikel;Bilder\n1;Chair;${A},${B}\n2;Lamp, blue;${C}\n`],
  ['without serial numbers', `Product Name,Input Image URLs\nChair,"${A}\n${B}"\n"Lamp, blue",${C}\n`],
  [
    'with empty serial numbers',
    `S. No.,Product Name,Input Image URLs\n,Chair,${A} | ${B}\n,"Lamp, blue",${C}\n`,
  ],
  ['in another order', `Input Image URLs,S. No.,Product Name\n"${A},${B}",1,Chair\n${C},2,"Lamp, blue"\n`],
  ['with unquoted URLs', `S. No.,Product Name,Input Image URLs\n1,Chair,${A},${B}\n2,"Lamp, blue",${C}\n`],
  [
    'with unquoted URLs and spaces',
    `S. No., Product Name, Input Image URLs\n1, Chair, ${A}, ${B}\n2,"Lamp, blue", ${C}\n`,
  ],
  [
    'with unquoted URLs in the middle',
    `S. No.,Input Image URLs,Product Name\n1,${A},${B},Chair\n2,${C},"Lamp, blue"\n`,
  ],
  [
    'with empty cells after the last column',
    `S. No.,Product Name,Input Image URLs\n1,Chair,"${A},${B}",,\n2,"Lamp, blue",${C},\n`,
  ],
] as const;

test.each(SAME_CATALOGUE)('a file %s is read', async (_, file) => {
  for (const pieces of [1, 10, 100_000]) {
    const { products, faults } = await read(file, { pieces });
    expect(faults).toEqual([]);
    expect(products.map(({ row, serial, name, urls }) => ({ row, serial, name, urls }))).toEqual([
      { row: 1, serial: '1', name: 'Chair', urls: [A, B] },
      { row: 2, serial: '2', name: 'Lamp, blue', urls: [C] },
    ]);
  }
});

test.each(SAME_CATALOGUE)(
  'a file %s is read the same with the dialect of the first reading',
  async (_, file) => {
    const first = await read(file);
    expect(await read(file, { dialect: first.dialect })).toEqual(first);
  },
);

test('delimiter and columns are reported', async () => {
  const { dialect } = await read(`Bild-URL;Name;Image;sku\n;Chair;${A};17\n`);
  expect(dialect).toMatchObject({
    encoding: 'utf-8',
    encodingFrom: 'bytes',
    delimiter: ';',
    columns: {
      header: ['Bild-URL', 'Name', 'Image', 'sku'],
      serial: 3,
      name: 1,
      images: 0,
      layout: { system: 'plain', images: [0, 2], headerLine: 1, dataLine: 2 },
    },
  });
});

test('further columns are kept, and unquoted URLs do not shift them', async () => {
  const file = `sku,name,images,price,note\nA-1,Chair,${A},${B},9.90,"two, legs"\nA-2,Lamp,${C},5,\n`;
  const { products } = await read(file);
  expect(products.map(({ cells }) => cells)).toEqual([
    ['A-1', 'Chair', `${A},${B}`, '9.90', 'two, legs'],
    ['A-2', 'Lamp', C, '5', ''],
  ]);
});

test('URLs beyond the last column are gathered back too', async () => {
  const { products } = await read(`sku,name,images,price\nA-1,Chair,${A},9.90,${B},${C}\n`);
  expect(products[0]).toMatchObject({ urls: [A, B, C], cells: ['A-1', 'Chair', `${A},${B},${C}`, '9.90'] });
});

test('backslashes before quotes, as PHP writes them, are read as they were', async () => {
  const file = `S. No.,Product Name,Input Image URLs,Meta\n1,Mug,${A},"{""a"":""say \\"hi\\" now""}"\n2,Cup,${B},"{""a"":""x \\"y\\"""}"\n3,Pot,${C},plain\n`;
  const { products, faults } = await read(file);
  expect(faults).toEqual([]);
  expect(products.map(({ cells }) => cells[3])).toEqual([
    '{"a":"say \\"hi\\" now"}',
    '{"a":"x \\"y\\""}',
    'plain',
  ]);
});

test('a quote in the middle of a cell is text', async () => {
  const { products, faults } = await read(`name,image\n24" lamp,${A}\n"12" table",${B}\n`);
  expect(faults).toEqual([]);
  expect(products.map(({ name }) => name)).toEqual(['24" lamp', '"12" table"']);
});

test.each([
  ['nothing', '', 'empty_file', /empty/],
  ['blank lines', '\ufeff \r\n\n', 'empty_file', /empty/],
  ['a header alone', 'S. No.,Product Name,Input Image URLs\n\n', 'no_products', /no products/],
  ['other columns', 'id,price\n1,2\n', 'missing_columns', /lacks “Product Name” and “Input Image URLs”/],
  ['an endless header', `name,image,${'x,'.repeat(100_000)}`, 'header_too_large', /more than 32768 bytes/],
  ['prose', 'Dear all,\nplease find below our products.\n', 'missing_columns', /lacks/],
  [
    'an XLSX that was cut off',
    Buffer.from('PK\x03\x04\x14\x00\x06\x00', 'latin1'),
    'damaged_workbook',
    /cut off/,
  ],
  ['an XLS', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'not_csv', /old Excel workbook/],
  ['a PDF', '%PDF-1.7\n', 'not_csv', /PDF/],
  ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), 'not_csv', /JPEG/],
  ['a gzip that was cut off', Buffer.from([0x1f, 0x8b, 8, 0]), 'damaged_archive', /gzip/],
  ['HTML', '\n<!DOCTYPE html><html><body>Sign in</body></html>', 'not_csv', /HTML page/],
  ['XML', '<?xml version="1.0"?><products/>', 'not_csv', /XML/],
  ['JSON', '{"products": []}', 'not_csv', /JSON/],
  ['a JSON list', '[\n  {"name": "Chair"}]', 'not_csv', /JSON/],
  ['NUL bytes', 'name,image\nCh\0air,https://a.example/1.jpg\n', 'not_csv', /binary/],
])('a file with %s is refused with what it seems to be', async (_, content, code, message) => {
  const refusal = await refusalOf(content);
  expect(refusal.code).toBe(code);
  expect(refusal.message).toMatch(message);
  expect(refusal.hint).not.toBe('');
});

test('more rows than allowed are refused', async () => {
  const file = `name,image\n${`Chair,${A}\n`.repeat(4)}`;
  expect(await refusalOf(file, { limits: { maxRows: 3 } })).toMatchObject({ code: 'too_many_rows' });
  expect((await read(file, { limits: { maxRows: 4 } })).products).toHaveLength(4);
});

test('an error of the source is not taken for a fault of the file', async () => {
  async function* broken() {
    yield Buffer.from(`name,image\n${`Chair,${A}\n`.repeat(5000)}`);
    throw new Error('connection lost');
  }
  const catalogue = await openCatalogue(broken());
  await expect(Array.fromAsync(catalogue.batches())).rejects.toThrow('connection lost');
});
