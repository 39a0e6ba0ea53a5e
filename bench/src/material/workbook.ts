import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

const HEADER = ['SKU', 'Product Name', 'Image', 'Price', 'Brand', 'Description'];
const BRANDS = 50;

/** A row's own texts; its price is a number, and its brand is one of a few. */
const textsOf = (row: number) => [
  `SKU-${row}`,
  `Product number ${row} of the catalogue`,
  `https://images.example/catalogue/${row}/front.jpg`,
  `What there is to say of product ${row}`,
];

/**
 * Writes a workbook of so many rows of six cells as Excel does: texts are shared, four of a row are its own, and they stand
 * behind the sheet.
 */
export async function writeWorkbook(file: string, rows: number): Promise<void> {
  const zip = new ZipFile();
  const add = (name: string, text: Iterable<string>) =>
    zip.addReadStream(Readable.from(inPieces(text), { objectMode: false }), name);
  add('_rels/.rels', [relations([['a', 'officeDocument', 'xl/workbook.xml']])]);
  add('xl/workbook.xml', [
    `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Products" sheetId="1" r:id="a"/></sheets></workbook>`,
  ]);
  add('xl/_rels/workbook.xml.rels', [
    relations([
      ['a', 'worksheet', 'worksheets/sheet1.xml'],
      ['b', 'sharedStrings', 'sharedStrings.xml'],
    ]),
  ]);
  add('xl/worksheets/sheet1.xml', sheetXml(rows));
  add('xl/sharedStrings.xml', stringsXml(rows));
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

const relations = (given: [string, string, string][]) =>
  `<Relationships xmlns="${PACKAGE}">${given
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

function* sheetXml(rows: number): Generator<string> {
  yield `<worksheet xmlns="${MAIN}"><sheetData><row r="1">`;
  yield `${HEADER.map((_, index) => text(index, 1, index)).join('')}</row>`;
  for (let row = 1; row <= rows; row++) {
    const own = HEADER.length + BRANDS + (row - 1) * 4;
    const line = row + 1;
    yield `<row r="${line}">${text(0, line, own)}${text(1, line, own + 1)}${text(2, line, own + 2)}`;
    yield `<c r="D${line}"><v>${row / 100}</v></c>${text(4, line, HEADER.length + (row % BRANDS))}`;
    yield `${text(5, line, own + 3)}</row>`;
  }
  yield '</sheetData></worksheet>';
}

const text = (column: number, line: number, index: number) =>
  `<c r="${'ABCDEF'.charAt(column)}${line}" t="s"><v>${index}</v></c>`;

function* stringsXml(rows: number): Generator<string> {
  const item = (value: string) => `<si><t>${value}</t></si>`;
  yield `<sst xmlns="${MAIN}">${HEADER.map(item).join('')}`;
  for (let brand = 0; brand < BRANDS; brand++) yield item(`Brand ${brand}`);
  for (let row = 1; row <= rows; row++) yield textsOf(row).map(item).join('');
  yield '</sst>';
}

const PIECE_LENGTH = 64 * 1024;

function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
