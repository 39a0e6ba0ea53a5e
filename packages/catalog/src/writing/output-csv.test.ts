import type { Columns } from '@halftone/contracts';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { read, seeded } from '../catalogue.fixture.ts';
import { type OutputRow, outputCsv } from './output-csv.ts';

const columns: Columns = {
  header: ['S. No.', 'Product Name', 'Input Image URLs'],
  serial: 0,
  name: 1,
  images: 2,
};
const A = 'https://a.example/1.jpg';
const B = 'https://b.example/2.jpg';

const write = async (rows: OutputRow[], header: Partial<Parameters<typeof outputCsv>[0]> = {}) =>
  (await Array.fromAsync(outputCsv({ columns, hasErrors: false, ...header }, rows))).join('');

const GONE = { code: 'not_found', detail: 'There is no image here.', hint: 'Check the address.' };
const GONE_TEXT = 'There is no image here. Check the address. (not_found)';
const fault = (detail: string) => ({ code: 'invalid_url', detail, hint: 'Correct it.' });

const done = (url: string) => ({ url, output: `http://out/${url.slice(8)}` });

test('the outputs stand in the order of the inputs', async () => {
  const rows = [
    { serial: '1', name: 'Chair', cells: ['1', 'Chair', `${A},${B}`], images: [done(A), done(B)] },
    { serial: '2', name: 'Lamp', cells: ['2', 'Lamp', B], images: [done(B)] },
  ];
  expect(await write(rows)).toBe(
    [
      'S. No.,Product Name,Input Image URLs,Output Image URLs',
      `1,Chair,"${A}, ${B}","http://out/a.example/1.jpg, http://out/b.example/2.jpg"`,
      `2,Lamp,${B},http://out/b.example/2.jpg`,
      '',
    ].join('\n'),
  );
});

test('a failed image keeps its position, empty, and the errors say which and why', async () => {
  const failed = { url: B, output: null, error: GONE };
  const images = [done(A), failed, done(A)];
  const row = { serial: '1', name: 'Chair', cells: [], images };
  expect(await write([row], { hasErrors: true })).toBe(
    [
      'S. No.,Product Name,Input Image URLs,Output Image URLs,Errors',
      `1,Chair,"${A}, ${B}, ${A}","http://out/a.example/1.jpg, , http://out/a.example/1.jpg",Image 2 (${B}): ${GONE_TEXT}`,
      '',
    ].join('\n'),
  );
});

test('a column says which outputs are unchanged originals, where it is asked for', async () => {
  const images = [
    { ...done(A), keptOriginal: true },
    { ...done(B), keptOriginal: false },
    { url: A, output: null, error: GONE },
  ];
  const row = { serial: '1', name: 'Chair', cells: [], images };
  const [header, line] = (await write([row], { showsKept: true })).split('\n');
  expect(header).toBe('S. No.,Product Name,Input Image URLs,Output Image URLs,Kept Original');
  expect(line).toMatch(/,"true, false, "$/);
});

test('a column says which outputs are copies of earlier ones, and is dropped when it comes in again', async () => {
  const images = [
    { ...done(A), reusedBy: 'not-modified' },
    { ...done(B), reusedBy: 'no' },
    { url: A, output: null, error: GONE },
  ];
  const again = { ...columns, header: [...columns.header, 'Reused Output'] };
  const row = { serial: '1', name: 'Chair', cells: ['1', 'Chair', A, 'no'], images };
  const [header, line] = (await write([row], { columns: again, showsReused: true })).split('\n');
  expect(header).toBe('S. No.,Product Name,Input Image URLs,Output Image URLs,Reused Output');
  expect(line).toMatch(/,"not-modified, no, "$/);
});

test('a product whose images all succeeded has no errors', async () => {
  const row = { serial: '1', name: 'Chair', cells: [], images: [done(A)] };
  expect((await write([row], { hasErrors: true })).split('\n')[1]).toMatch(/,$/);
});

test('rejected rows stand at their place with their cells, without outputs, and the reason is among the errors', async () => {
  const wide = { ...columns, header: [...columns.header, 'Price'] };
  const rows = [
    { cells: ['1', '', A, '9'], fault: fault('The product name is empty.') },
    { serial: '2', name: 'Chair', cells: ['2', 'Chair', A, '5'], images: [done(A)] },
    { cells: ['3', 'Lamp', 'photo.jpg'], fault: fault('That is no URL.') },
    { cells: [], fault: fault('A quote is not closed.') },
  ];
  expect(await write(rows, { columns: wide, hasErrors: true })).toBe(
    [
      'S. No.,Product Name,Input Image URLs,Output Image URLs,Price,Errors',
      `1,,${A},,9,The product name is empty. Correct it. (invalid_url)`,
      `2,Chair,${A},${done(A).output},5,`,
      '3,Lamp,photo.jpg,,,That is no URL. Correct it. (invalid_url)',
      ',,,,,A quote is not closed. Correct it. (invalid_url)',
      '',
    ].join('\n'),
  );
});

test('the columns of images that were gathered are not repeated', async () => {
  const header = ['name', 'Image 1', 'Price', 'Image 2'];
  const layout = {
    system: 'plain',
    images: [1, 3],
    headerLine: 1,
    dataLine: 2,
    withoutImages: 'leave-out' as const,
    onceEach: false,
    nameFallbacks: [],
  };
  const wide = { header, serial: null, name: 0, images: 1, layout };
  const listed = { serial: '1', name: 'Chair', cells: ['Chair', A, '9', B], images: [done(A), done(B)] };
  const rejected = { cells: ['Bed', 'x', '7', 'y'], fault: fault('No.') };
  const [titles, first, second] = (await write([listed, rejected], { columns: wide, hasErrors: true })).split(
    '\n',
  );
  expect(titles).toBe('S. No.,name,Input Image URLs,Output Image URLs,Price,Errors');
  expect(first).toBe(`1,Chair,"${A}, ${B}","${done(A).output}, ${done(B).output}",9,`);
  expect(second).toBe(',Bed,"x, y",,7,No. Correct it. (invalid_url)');
});

test('no products give a header', async () => {
  expect(await write([])).toBe('S. No.,Product Name,Input Image URLs,Output Image URLs\n');
});

test('further columns come back as they came; those of an earlier output file do not', async () => {
  const wide = {
    header: ['Price', 'Images', 'Output Image URLs', 'Name', 'Colour, finish', 'Errors'],
    serial: null,
    name: 3,
    images: 1,
  };
  const cells = ['9,90', A, 'http://old/1.jpg', 'Chair', 'red "gloss"'];
  const row = { serial: '1', name: 'Chair', cells, images: [done(A)] };
  expect(await write([row], { columns: wide })).toBe(
    [
      'S. No.,Name,Images,Output Image URLs,Price,"Colour, finish"',
      `1,Chair,${A},http://out/a.example/1.jpg,"9,90","red ""gloss"""`,
      '',
    ].join('\n'),
  );
});

test.each(['=1+1', '+1+1', '-1-A1', '-cmd', '@x', '\tx', '\rx', '\0x', '＝1', '=HYPERLINK("http://x","y")'])(
  'a cell that begins like a formula (%j) is shown, not run',
  async (text) => {
    const wide = { ...columns, header: [...columns.header, text] };
    const row = { serial: text, name: text, cells: ['', '', '', text], images: [done(A)] };
    const csv = await write([row], { columns: wide });
    expect(parse(csv, { record_delimiter: '\n' })).toEqual([
      ['S. No.', 'Product Name', 'Input Image URLs', 'Output Image URLs', `'${text}`],
      [`'${text}`, `'${text}`, A, done(A).output, `'${text}`],
    ]);
  },
);

test.each(['-5.00', '+49 30 1', '-1,234.50', '+3', '-12 %', '-1.5e-3'])(
  'a plain number keeps its sign (%s)',
  async (text) => {
    const wide = { ...columns, header: [...columns.header, 'Margin'] };
    const row = { serial: '1', name: 'Mug', cells: ['', '', '', text], images: [done(A)] };
    expect(parse(await write([row], { columns: wide }))[1]?.at(-1)).toBe(text);
  },
);

test("the input's own headings stay, and its column for outputs is filled in its spelling", async () => {
  const own = {
    header: ['Serial Number', 'product name', 'Input Image Urls', 'output_image_urls', 'Colour'],
    serial: 0,
    name: 1,
    images: 2,
  };
  const row = { serial: '1', name: 'Mug', cells: ['1', 'Mug', A, '', 'red'], images: [done(A)] };
  expect(await write([row], { columns: own })).toBe(
    `Serial Number,product name,Input Image Urls,output_image_urls,Colour\n1,Mug,${A},${done(A).output},red\n`,
  );
});

test('names that begin like formulas are the same after the output was uploaded again', async () => {
  const names = ['-10C Jacket', '=1+1', '@home', "it's", "'quoted'"];
  const rows = names.map((name) => ({ serial: '-1', name, cells: [], images: [done(A)] }));
  const { products } = await read(await write(rows));
  expect(products.map(({ serial, name }) => [serial, name])).toEqual(names.map((name) => ['-1', name]));
});

const WORDS = [
  'chair',
  ',',
  '"',
  '\n',
  '\r\n',
  '\r',
  ';',
  '|',
  '\t',
  ' ',
  "'",
  'é',
  '椅',
  '😀',
  '""',
  'x=1',
  '12',
];

test('whatever is written is read again, cell by cell', async () => {
  const random = seeded(42);
  const text = () =>
    `a${Array.from({ length: Math.floor(random() * 8) }, () => WORDS[Math.floor(random() * WORDS.length)]).join('')}`;
  const wide = { ...columns, header: [...columns.header, 'Note', 'Colour'] };
  const rows = Array.from({ length: 1200 }, (_, index) => ({
    serial: String(index + 1),
    name: text(),
    cells: ['', '', '', text(), text()],
    images: random() < 0.5 ? [done(A)] : [done(A), done(B)],
  }));
  const { products, faults } = await read(await write(rows, { columns: wide }), { pieces: 1000 });
  expect(faults).toEqual([]);
  expect(
    products.map(({ serial, cells, urls }) => ({ serial, name: cells[1], urls, further: cells.slice(4) })),
  ).toEqual(
    rows.map(({ serial, name, cells, images }) => ({
      serial,
      name,
      urls: images.map(({ url }) => url),
      further: cells.slice(3),
    })),
  );
});
