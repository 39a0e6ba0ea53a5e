import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { WorkbookLimits } from './limits.ts';
import { bookParts, type Parts, readWorkbook, relations, sheetOf, zipOf } from './workbook.fixture.ts';

const cell = '<c t="str"><v>a</v></c>';
const SOUND = bookParts(sheetOf(`<row>${cell}</row>`));

const refusal = (parts: Parts, limits: Partial<WorkbookLimits> = {}) =>
  zipOf(parts)
    .then((bytes) => readWorkbook(bytes, { limits }))
    .then(
      ({ rows }) => `read: ${JSON.stringify(rows).slice(0, 80)}`,
      ({ code, message }) => `${code}: ${message}`,
    );

const strings = (count: number, text = 'a') => `<sst>${`<si><t>${text}</t></si>`.repeat(count)}</sst>`;
const link = (ref: string) => `<hyperlink ref="${ref}" r:id="a"/>`;
const linked = (refs: string[]) => ({
  ...bookParts(sheetOf(`<row>${cell}</row>`, `<hyperlinks>${refs.map(link).join('')}</hyperlinks>`)),
  'xl/worksheets/_rels/sheet1.xml.rels': relations([
    'a',
    'hyperlink',
    'https://img.example/a.jpg',
    'External',
  ]),
});

test.each<[string, Parts, Partial<WorkbookLimits>, string]>([
  ['parts', SOUND, { maxParts: 3 }, 'The archive has more than 3 parts.'],
  [
    'bytes of styles',
    { ...SOUND, 'xl/styles.xml': ' '.repeat(2000) },
    { maxHeldBytes: 1000 },
    'The part xl/styles.xml is larger than 1000 bytes.',
  ],
  [
    'entries',
    { ...SOUND, 'xl/media/1.png': '', 'xl/media/2.png': '' },
    { maxEntries: 5 },
    'The archive has 6 entries, at most 5 are allowed.',
  ],
  [
    'bytes unpacked',
    bookParts(sheetOf(`<row>${cell}</row>`.repeat(10_000))),
    { maxUnpackedBytes: 100_000 },
    'The file unpacks to more than 100000 bytes.',
  ],
  [
    'bytes in proportion to those packed',
    bookParts(sheetOf(`<row>${cell}</row>${' '.repeat(3_000_000)}`)),
    { ratioFromBytes: 1_000_000 },
    'The part xl/worksheets/sheet1.xml unpacks to more than 200 times its size.',
  ],
  [
    'sheets',
    { ...SOUND, 'xl/workbook.xml': `<workbook><sheets>${'<sheet/>'.repeat(11)}</sheets></workbook>` },
    { maxSheets: 10 },
    'The workbook has more than 10 sheets.',
  ],
  [
    'columns',
    bookParts(sheetOf(`<row><c r="XFD1" t="str"><v>a</v></c></row>`)),
    {},
    'The sheet has more than 2000 columns.',
  ],
  [
    'cells',
    bookParts(sheetOf(`<row>${cell.repeat(3)}</row>`.repeat(4))),
    { maxCells: 10 },
    'The sheet has more than 10 cells.',
  ],
  [
    'texts',
    { ...SOUND, 'xl/sharedStrings.xml': strings(11) },
    { maxStrings: 10 },
    'The workbook has more than 10 texts.',
  ],
  [
    'bytes of texts',
    { ...SOUND, 'xl/sharedStrings.xml': strings(11, 'ä'.repeat(10)) },
    { maxStringBytes: 200 },
    'The texts of the workbook take more than 200 bytes.',
  ],
  [
    'characters of cells that all refer to one text',
    bookParts(sheetOf(`<row>${'<c t="s"><v>0</v></c>'.repeat(10)}</row>`.repeat(10)), {
      'xl/sharedStrings.xml': strings(1, 'a'.repeat(1000)),
    }),
    { maxTextLength: 50_000, maxTextRatio: 0 },
    'The cells of the sheet hold more than 50000 characters.',
  ],
  ['links', linked(Array(11).fill('A1')), { maxLinks: 10 }, 'The sheet has more than 10 links.'],
  [
    'rows under links',
    linked(['A1:A900', 'A1:A900']),
    { maxLinks: 1000 },
    'The sheet has more than 1000 links.',
  ],
  ['links over many rows', linked(Array(101).fill('A1:A1048576')), {}, 'The sheet has more than 100 links.'],
  [
    'a tag',
    bookParts(sheetOf(`<row ${'a'.repeat(2_000_000)}="1"/>`)),
    {},
    'A text or tag of the workbook is longer than 1048576 characters.',
  ],
  [
    'a text',
    bookParts(sheetOf(`<row><c t="str"><v>${'ab'.repeat(1_000_000)}</v></c></row>`)),
    {},
    'A text or tag of the workbook is longer than 1048576 characters.',
  ],
])('too many %s are refused', async (_what, parts, limits, message) => {
  expect(await refusal(parts, limits)).toBe(`workbook_too_large: ${message}`);
});

test.each<[string, Parts, string]>([
  ['nested without end', bookParts(sheetOf('<a>'.repeat(100))), 'a part of it is nested too deeply.'],
  ['not closed', bookParts('<worksheet><sheetData><row>'), 'a part of it is not well-formed XML.'],
  ['no XML', bookParts('SKU;Name'), 'a part of it is not well-formed XML.'],
  [
    'no text',
    { ...SOUND, 'xl/worksheets/sheet1.xml': Buffer.from([0x3c, 0x61, 0xff, 0xff]) },
    'a part of it is no text.',
  ],
  [
    'with an entity of its own',
    bookParts(`<!DOCTYPE a [<!ENTITY b "bb">]>${sheetOf(`<row><c t="str"><v>&b;</v></c></row>`)}`),
    'a part of it is not well-formed XML.',
  ],
  [
    'without the text that a cell refers to',
    bookParts(sheetOf('<row><c t="s"><v>7</v></c></row>')),
    'it has no text 7.',
  ],
  [
    'with a cell nowhere',
    bookParts(sheetOf('<row><c r="?" t="str"><v>a</v></c></row>')),
    'a cell has no place.',
  ],
])('a sheet %s is damaged', async (_what, parts, message) => {
  expect(await refusal(parts)).toBe(`damaged_workbook: The workbook is damaged: ${message}`);
});

test('a part that unpacks to more than its directory says ends there', async () => {
  const bytes = await zipOf(bookParts(sheetOf(`<row>${cell}</row>`.repeat(100_000))));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(sheetOf(`<row>${cell}</row>`.repeat(100_000)).length);
  const declared = bytes.lastIndexOf(size);
  bytes.writeUInt32LE(5000, declared);
  await expect(readWorkbook(bytes)).rejects.toMatchObject({ code: 'damaged_workbook' });
});

test('a file that was cut off is damaged wherever it ends', async () => {
  const bytes = await readFile(new URL('fixtures/excelize.xlsx', import.meta.url));
  for (const length of [22, 1000, bytes.length - 30, bytes.length - 1]) {
    await expect(readWorkbook(bytes.subarray(0, length))).rejects.toMatchObject({ code: 'damaged_workbook' });
  }
});

test('damaged bytes give a fault or rows, and nothing else', async () => {
  const sound = await readFile(new URL('fixtures/exceljs.xlsx', import.meta.url));
  for (let position = 3; position < sound.length; position += 97) {
    const bytes = Buffer.from(sound);
    bytes[position] = (bytes[position] ?? 0) ^ 0x55;
    const outcome = await readWorkbook(bytes).then(
      () => 'read',
      ({ code }) => code,
    );
    expect(outcome, `byte ${position}`).toMatch(
      /^(read|\w+_workbook|workbook_too_large|unknown_sheet|not_csv)$/,
    );
  }
});

test('a text that no event would hold is kept only as far as to see that', async () => {
  const long = `<r><t>${'ab'.repeat(250_000)}</t></r>`;
  const parts = bookParts(sheetOf(`<row><c t="inlineStr"><is>${long.repeat(20)}</is></c></row>`));
  const { rows } = await readWorkbook(await zipOf(parts));
  expect(rows[0]).toMatchObject({ tooLarge: true, cells: ['ab'.repeat(250)] });
});
