import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { inPieces, read, refusalOf } from './catalogue.fixture.ts';
import { openCatalogue } from './open-catalogue.ts';
import catalogue from './workbook/fixtures/catalogue.json' with { type: 'json' };
import { bookParts, relations, sheetOf, zipOf } from './workbook/workbook.fixture.ts';

const fixture = (name: string) => readFile(new URL(`workbook/fixtures/${name}`, import.meta.url));

/** A workbook with these rows of texts, and links by place. */
function workbook(rows: string[][], links: Record<string, string> = {}): Promise<Buffer> {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const cells = (row: string[]) => row.map((text) => `<c t="str"><v>${escaped(text)}</v></c>`).join('');
  const places = Object.entries(links);
  const behind = places.map(([place], index) => `<hyperlink ref="${place}" r:id="l${index}"/>`).join('');
  return zipOf(
    bookParts(
      sheetOf(rows.map((row) => `<row>${cells(row)}</row>`).join(''), `<hyperlinks>${behind}</hyperlinks>`),
      {
        'xl/worksheets/_rels/sheet1.xml.rels': relations(
          ...places.map(([, target], index): [string, string, string, string] => [
            `l${index}`,
            'hyperlink',
            escaped(target),
            'External',
          ]),
        ),
      },
    ),
  );
}

const HEADER = ['SKU', 'Name', 'Photo'];
const A = 'https://img.example/a.jpg';
const B = 'https://img.example/b.jpg';

test.each([
  'excelize',
  'excelize-stream',
  'exceljs',
  'exceljs-streaming',
  'libreoffice',
  'openpyxl',
  'pyexcelerate',
  'sheetjs',
  'write-excel-file',
  'xlsx-populate',
  'xlsxwriter',
  'xlsxwriter-constant-memory',
])('%s: its products and their images are found', async (name) => {
  const { products, faults, dialect } = await read(await fixture(`${name}.xlsx`));
  expect(faults).toEqual([]);
  expect(products.map(({ line, serial, name, urls }) => ({ line, serial, name, urls }))).toEqual(
    catalogue.rows.map(({ sku, name, photo: { text = '', link, formula } }, index) => ({
      line: index + 2,
      serial: sku,
      name: name.trim(),
      urls: [link ?? formula ?? text].join().match(/https:[^",\s]+/g),
    })),
  );
  expect(dialect).toMatchObject({ container: 'xlsx', sheet: 'Products', encoding: 'utf-8' });
});

test('a second reading with what was found by the first finds the same', async () => {
  const bytes = await fixture('exceljs.xlsx');
  const first = await read(bytes, { sheet: 'Products' });
  expect(await read(bytes, { dialect: first.dialect })).toEqual(first);
});

test('a link counts where images are looked for, unless the text is an address itself', async () => {
  const { products } = await read(
    await workbook(
      [HEADER, ['1', 'Mug', 'photo'], ['2', 'Cup', `${A}, ${B}`], ['3', 'Pot', 'www.img.example/b.jpg']],
      { B2: 'https://shop.example/mug', C2: A, C3: A, C4: B },
    ),
  );
  expect(products.map(({ name, urls, cells }) => ({ name, urls, cells }))).toEqual([
    { name: 'Mug', urls: [A], cells: ['1', 'Mug', A] },
    { name: 'Cup', urls: [A, B], cells: ['2', 'Cup', `${A}, ${B}`] },
    { name: 'Pot', urls: [B], cells: ['3', 'Pot', B] },
  ]);
});

test('beside the table, addresses belong to the images of their row and notes to nobody', async () => {
  const { products, faults } = await read(
    await workbook([HEADER, ['1', 'Mug', A, B, 'checked by Ann'], ['2', 'Cup', A, '', 'n/a']]),
  );
  expect(faults).toEqual([]);
  expect(products.map(({ urls, cells }) => ({ urls, columns: cells.length }))).toEqual([
    { urls: [A, B], columns: 3 },
    { urls: [A], columns: 3 },
  ]);
});

test('quotes in a cell are only text, and a bad row is named by its number in the sheet', async () => {
  const quotes = '"first"\n"second"';
  const { products, faults } = await read(
    await workbook([HEADER, [], ['1', quotes, A], [], ['3', 'Pot', 'photo']]),
  );
  expect(products.map(({ name }) => name)).toEqual([quotes]);
  expect(faults).toMatchObject([{ line: 5, code: 'invalid_url' }]);
});

test('a row that fits no event is refused as too large, with the beginnings of its cells', async () => {
  const { rejected, products } = await read(
    await workbook([HEADER, ['1', 'Mug', A], ['2', 'x'.repeat(200_000), `${A} ${'y'.repeat(100_000)}`]]),
  );
  expect(products).toHaveLength(1);
  expect(rejected).toMatchObject([{ fault: { line: 3, code: 'row_too_large' } }]);
  expect(rejected[0]?.cells.map(({ length }) => length)).toEqual([1, 500, 500]);
});

test('an apostrophe of ours before a formula is taken off, as from a CSV', async () => {
  const { products } = await read(await workbook([HEADER, ["'=1", "'-10C Jacket", A]]));
  expect(products[0]).toMatchObject({ serial: '=1', name: '-10C Jacket' });
});

const sheets = async (first: string[][], second: string[][]) => {
  const rows = (given: string[][]) =>
    sheetOf(
      given
        .map((row) => `<row>${row.map((text) => `<c t="str"><v>${text}</v></c>`).join('')}</row>`)
        .join(''),
    );
  return zipOf({
    ...bookParts(rows(first)),
    'xl/worksheets/sheet2.xml': rows(second),
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets><sheet name="Cover" r:id="a"/><sheet name="Products" r:id="b"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ['a', 'worksheet', 'worksheets/sheet1.xml'],
      ['b', 'worksheet', 'worksheets/sheet2.xml'],
    ),
  });
};

test('a first sheet without a catalogue is refused with the names of the others, and read when one is named', async () => {
  const withCover = await sheets([['Our shop', 'Summer']], [HEADER, ['1', 'Mug', A]]);
  expect(await refusalOf(withCover)).toMatchObject({
    code: 'missing_columns',
    message: expect.stringMatching(/The sheet is “Cover”; there is also “Products”\.$/),
  });
  const empty = await sheets([], [HEADER, ['1', 'Mug', A]]);
  expect(await refusalOf(empty)).toMatchObject({
    code: 'empty_sheet',
    message: 'The sheet is empty. The sheet is “Cover”; there is also “Products”.',
  });
  expect((await read(empty, { sheet: 'products' })).products).toHaveLength(1);
});

test('titles above the header are skipped, as in a CSV', async () => {
  const { products, dialect } = await read(
    await workbook([
      ['Our shop'],
      [],
      ['Prices of summer', '', '2026'],
      HEADER,
      ['1', 'Mug', A],
      ['2', 'Cup', B],
    ]),
  );
  expect(products.map(({ line, name, urls }) => ({ line, name, urls }))).toEqual([
    { line: 5, name: 'Mug', urls: [A] },
    { line: 6, name: 'Cup', urls: [B] },
  ]);
  expect(dialect.columns.layout?.headerLine).toBe(4);
});

test('a link over a whole column does not make its heading an address', async () => {
  const { products } = await read(
    await workbook([HEADER, ['1', 'Mug', 'photo'], ['2', 'Cup', B]], { 'C1:C3': A }),
  );
  expect(products.map(({ name, urls }) => ({ name, urls }))).toEqual([
    { name: 'Mug', urls: [A] },
    { name: 'Cup', urls: [B] },
  ]);
});

test('too many rows are refused before the whole workbook was read', async () => {
  const rows = Array.from({ length: 50 }, (_, index) => [String(index), 'Mug', A]);
  expect(await refusalOf(await workbook([HEADER, ...rows]), { limits: { maxRows: 10 } })).toMatchObject({
    code: 'too_many_rows',
  });
});

test('a workbook that is opened and not read can be let go', async () => {
  const opened = await openCatalogue(inPieces(await fixture('exceljs.xlsx')));
  await opened[Symbol.asyncDispose]();
  const again = await read(await fixture('exceljs.xlsx'));
  expect(again.products).toHaveLength(5);
});
