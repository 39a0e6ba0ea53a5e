import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import catalogue from './fixtures/catalogue.json' with { type: 'json' };
import { readWorkbook } from './workbook.fixture.ts';

const fixture = (name: string) => readFile(new URL(`fixtures/${name}.xlsx`, import.meta.url));

/** The files of fixtures/README.md, all of the same catalogue. */
const WRITERS = [
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
];

const addressOf = ({ text, link, formula }: { text?: string; link?: string; formula?: string }) =>
  link ?? (formula ? /"(https:[^"]+)"/.exec(formula)?.[1] : text);

test.each(WRITERS)('%s: texts, numbers, dates and addresses are as they were given', async (name) => {
  const { sheet, otherSheets, rows } = await readWorkbook(await fixture(name));
  expect({ sheet, otherSheets }).toEqual({ sheet: 'Products', otherSheets: [] });
  const [header, ...products] = rows;
  expect(header).toEqual({ line: 1, cells: catalogue.columns, addresses: null });
  const read = products.map(({ line, cells: [sku, ean, product, price, added, photo = ''], addresses }) => ({
    line,
    sku,
    ean,
    product,
    price,
    added: added?.slice(0, 10),
    address: photo.startsWith('https://') ? photo : addresses?.get(5),
  }));
  // PyExcelerate's dates have a format that the file does not have.
  const dateOf = (row: (typeof catalogue.rows)[number]) =>
    name === 'pyexcelerate' ? expect.stringMatching(/^\d{5}$/) : row.added;
  expect(read).toEqual(
    catalogue.rows.map((row, index) => ({
      line: index + 2,
      sku: row.sku,
      ean: String(row.ean),
      product: row.name,
      price: String(Number(row.price.toPrecision(15))),
      added: dateOf(row),
      address: addressOf(row.photo),
    })),
  );
});

test.each(['exceljs', 'openpyxl', 'libreoffice', 'excelize', 'xlsxwriter', 'sheetjs'])(
  '%s: a hidden sheet is read when it is asked for by name',
  async (name) => {
    const { rows, otherSheets } = await readWorkbook(await fixture(name), { sheet: 'notes' });
    expect(rows).toEqual([{ line: 1, cells: [catalogue.notes], addresses: null }]);
    expect(otherSheets).toEqual(['Products']);
  },
);
