import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inPieces, read, refusalOf } from '../catalogue.fixture.ts';
import { openCatalogue } from '../open-catalogue.ts';
import { relations, zipOf } from '../workbook/workbook.fixture.ts';
import { spoolToFile } from './spool.ts';

const fixture = (name: string) => readFile(new URL(`../workbook/fixtures/${name}`, import.meta.url));

const CSV = 'sku;name;image\n1;Köln mug;https://img.example/a.jpg\n';
const LATIN = Buffer.from(CSV, 'latin1');

test.each([
  ['gzip', gzipSync(CSV), 'utf-8'],
  ['gzip', gzipSync(LATIN), 'windows-1252'],
  ['gzip', Buffer.concat([gzipSync('sku;name;image\n'), gzipSync(CSV)]), 'utf-8'],
] as const)('a CSV that was packed with %s is read as it comes', async (container, bytes, encoding) => {
  const { products, dialect } = await read(bytes, { pieces: 7 });
  expect(products).toMatchObject([{ name: 'Köln mug', urls: ['https://img.example/a.jpg'] }]);
  expect(dialect).toMatchObject({ container, encoding, delimiter: ';' });
});

test('a ZIP archive of one CSV is read, whatever archivers add for themselves', async () => {
  const bytes = await zipOf({
    'export/products.csv': LATIN,
    '__MACOSX/export/._products.csv': 'x',
    'export/.DS_Store': 'x',
  });
  const { products, dialect } = await read(bytes);
  expect(products).toMatchObject([{ name: 'Köln mug' }]);
  expect(dialect).toMatchObject({ container: 'zip', encoding: 'windows-1252' });
  expect((await read(bytes, { dialect })).products).toEqual(products);
});

const office = (main: string) => ({ '_rels/.rels': relations(['a', 'officeDocument', main]), [main]: 'x' });

test.each([
  ['an encrypted workbook of excelize', fixture('excelize-encrypted.xlsx'), 'encrypted_workbook', /password/],
  [
    'an encrypted workbook of xlsx-populate',
    fixture('xlsx-populate-encrypted.xlsx'),
    'encrypted_workbook',
    /password/,
  ],
  ['an old workbook', fixture('libreoffice.xls'), 'old_workbook', /XLS\)/],
  ['a binary workbook', fixture('sheetjs.xlsb'), 'binary_workbook', /XLSB/],
  ['an OpenDocument file', fixture('libreoffice.ods'), 'open_document', /ODS/],
  ['a table in HTML', fixture('libreoffice-html.xls'), 'html_table', /HTML/],
  ['an XML spreadsheet of 2003', fixture('sheetjs-2003.xls'), 'xml_spreadsheet', /2003/],
  ['a Numbers document', zipOf({ 'Index/Document.iwa': 'x' }), 'numbers_document', /Numbers/],
  ['a Word document', zipOf(office('word/document.xml')), 'not_csv', /Word/],
  ['a presentation', zipOf(office('ppt/presentation.xml')), 'not_csv', /PowerPoint/],
  ['several files', zipOf({ 'a.csv': CSV, 'b.csv': CSV }), 'archive_of_files', /“a\.csv”, “b\.csv”/],
  ['a workbook in an archive', zipOf({ 'a.xlsx': 'x' }), 'archive_of_files', /“a\.xlsx”/],
  ['nothing but folders', zipOf({ '__MACOSX/a': 'x' }), 'archive_of_files', /empty/],
  [
    'a workbook packed with gzip',
    fixture('exceljs.xlsx').then((bytes) => gzipSync(bytes)),
    'not_csv',
    /XLSX/,
  ],
  ['a gzip archive that was cut off', gzipSync(CSV).subarray(0, 30), 'damaged_archive', /ends too early/],
  ['a gzip archive with another byte', flipped(gzipSync(CSV), 20), 'damaged_archive', /damaged/],
])('%s is refused by its bytes, whatever it is called', async (_what, content, code, message) => {
  const refusal = await refusalOf(await content);
  expect(refusal).toMatchObject({ code, message: expect.stringMatching(message) });
  expect(refusal.hint).not.toBe('');
});

function flipped(bytes: Buffer, position: number): Buffer {
  bytes[position] = (bytes[position] ?? 0) ^ 0xff;
  return bytes;
}

test('a gzip bomb is refused long before its end', async () => {
  const bomb = Buffer.concat([
    gzipSync(CSV),
    gzipSync(Buffer.alloc(100 * 1024 * 1024, `a;b;${'c'.repeat(1000)}\n`)),
  ]);
  let taken = 0;
  async function* counted() {
    for await (const piece of inPieces(bomb, 1024)) {
      taken += piece.length;
      yield piece;
    }
  }
  await using catalogue = await openCatalogue(counted());
  await expect(Array.fromAsync(catalogue.batches())).rejects.toMatchObject({ code: 'workbook_too_large' });
  expect(taken).toBeLessThan(bomb.length / 2);
});

test('what the upload itself breaks off with is no fault of the archive', async () => {
  async function* broken() {
    yield gzipSync(CSV).subarray(0, 20);
    throw new Error('the client is gone');
  }
  await expect(openCatalogue(broken())).rejects.toThrow('the client is gone');
});

const spools = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('halftone-'));

test('a temporary file has no name, holds what came, and is bounded', async () => {
  const before = await spools();
  const excess = () => new Error('too much');
  await using file = await spoolToFile(inPieces('abcdef', 2), { maxBytes: 6, excess });
  expect(await spools()).toEqual(before);
  expect(file.bytes).toBe(6);
  const { buffer: read, bytesRead } = await file.handle.read({ buffer: Buffer.alloc(10), position: 0 });
  expect(read.toString('latin1', 0, bytesRead)).toBe('abcdef');

  await expect(spoolToFile(inPieces('abcdefg', 2), { maxBytes: 6, excess })).rejects.toThrow('too much');
  expect(await spools()).toEqual(before);
});
