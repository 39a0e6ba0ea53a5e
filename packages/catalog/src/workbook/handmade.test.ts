import { expect, test } from 'vitest';
import { bookParts, cellsOf, readWorkbook, relations, sheetOf, zipOf } from './workbook.fixture.ts';

/** What Excel, Google Sheets, Apache POI and the OpenXML SDK write, of which no program was at hand. */

const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
const number = (value: string, attributes = '') => `<c ${attributes}><v>${value}</v></c>`;
const row = (...cells: string[]) => `<row>${cells.join('')}</row>`;

const strings = (...items: string[]) => ({
  'xl/sharedStrings.xml': `<sst xmlns="x">${items.map((item) => `<si>${item}</si>`).join('')}</sst>`,
});

test.each([
  ['4.006381333931E12', '4006381333931', 'an EAN as Apache POI writes it'],
  ['4006381333931', '4006381333931', 'an EAN as it stands'],
  ['12345678901234567890', '12345678901234567890', 'more digits than a number holds'],
  ['1E+15', '1000000000000000', 'Excel'],
  ['19.989999999999998', '19.99', 'a price that binary numbers cannot hold'],
  ['-5.0', '-5', 'Apache POI'],
  ['1.0E-4', '0.0001', 'a small number'],
  ['007', '007', 'digits that are no number'],
  ['n/a', 'n/a', 'no number at all'],
])('the number %s is read as %s: %s', async (written, read) => {
  expect(await cellsOf(row(number(written)))).toEqual([[read]]);
});

test('text keeps its zeros, whichever way it is text', async () => {
  const cells = row(
    '<c t="str"><v>00123</v></c>',
    text('00124'),
    '<c t="s"><v>0</v></c>',
    '<c t="str"><f>TEXT(5,"00000")</f><v>00005</v></c>',
    '<c t="b"><v>1</v></c>',
    '<c t="e"><v>#N/A</v></c>',
  );
  const read = await cellsOf(cells, strings('<t>00125</t>'));
  expect(read).toEqual([['00123', '00124', '00125', '00005', 'TRUE', '#N/A']]);
});

test('the runs of rich text are joined, and hints on how to read it are left out', async () => {
  const rich = '<r><rPr><b/></rPr><t>東京</t></r><r><t xml:space="preserve"> 皿</t></r>';
  const hint = '<rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>';
  const read = await cellsOf(
    row('<c t="s"><v>0</v></c>', `<c t="inlineStr"><is>${rich}${hint}</is></c>`),
    strings(rich + hint),
  );
  expect(read).toEqual([['東京 皿', '東京 皿']]);
});

test('characters that XML cannot hold come back, but for NUL and half a character', async () => {
  const read = await cellsOf(
    row(text('a_x000D_b'), text('_x005F_x000D_'), text('_x0000_'), text('_xD800_'), text('a<![CDATA[<b>]]>')),
  );
  expect(read).toEqual([['a\rb', '_x000D_', '_x0000_', '\ufffd', 'a<b>']]);
});

test('numbers that are shown with leading zeros or as dates are read so', async () => {
  const styles = `<styleSheet><numFmts>
      <numFmt numFmtId="164" formatCode="0000000"/><numFmt numFmtId="165" formatCode="[$-407]d. mmmm yyyy;@"/>
      <numFmt numFmtId="166" formatCode="#,##0.00 &quot;Stück&quot;"/><numFmt numFmtId="167" formatCode="[h]:mm"/>
    </numFmts><cellStyleXfs><xf numFmtId="165"/></cellStyleXfs>
    <cellXfs>${[0, 164, 165, 166, 167, 14, 22, 49].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`;
  const cells = row(
    number('123', 's="1"'),
    number('46355', 's="2"'),
    number('1234.5', 's="3"'),
    number('0.75', 's="4"'),
    number('59', 's="5"'),
    number('46355.5', 's="6"'),
    number('46355', 's="7"'),
    number('46355', 's="0"'),
    number('-1', 's="5"'),
  );
  expect(await cellsOf(cells, { 'xl/styles.xml': styles })).toEqual([
    [
      '0000123',
      '2026-11-29',
      '1234.5',
      '18:00:00',
      '1900-02-28',
      '2026-11-29 12:00:00',
      '46355',
      '46355',
      '-1',
    ],
  ]);
});

test.each([
  ['"ART-"0000', '12', 'ART-0012'],
  ['"SKU_"0000', '12', 'SKU_0012'],
  ['"[A]*"0000', '12', '[A]*0012'],
  ['000-0000', '12345', '001-2345'],
  ['0000 0000', '123456789', '12345 6789'],
  [String.raw`00\-00;@`, '1234', '12-34'],
  ['[$-407]00000_-', '7', '00007'],
  ['0000"-X"', '7.5', '7.5'],
  ['0000"-X"', '-7', '-7'],
  ['0 "Stück"', '12', '12'],
  ['#,##0"."00', '1234', '1234'],
])('an article number in the format %s is read as it is shown: %s as %s', async (code, value, read) => {
  const formatCode = code.replaceAll('"', '&quot;');
  const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="${formatCode}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`;
  expect(await cellsOf(row(number(value, 's="0"')), { 'xl/styles.xml': styles })).toEqual([[read]]);
});

test('a Mac workbook counts its days from 1904', async () => {
  const parts = bookParts(sheetOf(row(number('44893', 's="0"'))), {
    'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
  });
  const main = String(parts['xl/workbook.xml']).replace('<sheets>', '<workbookPr date1904="1"/><sheets>');
  const { rows } = await readWorkbook(await zipOf({ ...parts, 'xl/workbook.xml': main }));
  expect(rows[0]?.cells).toEqual(['2026-11-29']);
});

test('cells and rows that do not say where they are follow one another', async () => {
  const rows = `<row>${text('a')}${text('b')}</row><row r="5"><c r="C5" t="str"><v>c</v></c>${text('d')}</row><row>${text('e')}</row>`;
  const { rows: read } = await readWorkbook(await zipOf(bookParts(sheetOf(rows))));
  expect(read.map(({ line, cells }) => ({ line, cells }))).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 5, cells: ['', '', 'c', 'd'] },
    { line: 6, cells: ['e'] },
  ]);
});

test('rows that are only styled are passed over, wherever the sheet says that it ends', async () => {
  const styled = Array.from(
    { length: 1000 },
    (_, index) => `<row r="${index + 2}"><c r="F${index + 2}" s="1"/></row>`,
  );
  const sheet = sheetOf(row(text('a')) + styled.join('')).replace(
    '<sheetData>',
    '<dimension ref="A1:XFD1048576"/><sheetData>',
  );
  const { rows } = await readWorkbook(await zipOf(bookParts(sheet)));
  expect(rows).toEqual([{ line: 1, cells: ['a'], addresses: null }]);
});

test('prefixed names, backslashes, absolute targets, another case and the strict edition are all the same', async () => {
  const x = (xml: string) => xml.replace(/<(\/?)(?=[a-z])/gi, '<$1x:').replace('xmlns=', 'xmlns:x=');
  const strict = (xml: string) =>
    xml.replaceAll(
      'http://schemas.openxmlformats.org/officeDocument/2006/',
      'http://purl.oclc.org/ooxml/officeDocument/',
    );
  const sheet = sheetOf(row('<c t="s"><v>0</v></c>'));
  const parts = bookParts(x(sheet), strings('<t>a</t>'));
  const { rows } = await readWorkbook(
    await zipOf({
      'xl/SharedStrings.xml': x(String(parts['xl/sharedStrings.xml'])),
      'xl/worksheets/sheet1.xml': String(parts['xl/worksheets/sheet1.xml']),
      'xl/workbook.xml': strict(x(String(parts['xl/workbook.xml']))),
      'xl/_rels/workbook.xml.rels': strict(String(parts['xl/_rels/workbook.xml.rels']))
        .replace('worksheets/sheet1.xml', '/xl/worksheets/sheet1.xml')
        .replace('sharedStrings.xml', '\\xl\\sharedStrings.xml'),
      '_rels/.rels': strict(String(parts['_rels/.rels'])),
    }),
  );
  expect(rows.map(({ cells }) => cells)).toEqual([['a']]);
});

test('a part in UTF-16 is read by its byte order mark', async () => {
  const sheet = Buffer.from(
    `\ufeff<?xml version="1.0" encoding="UTF-16"?>${sheetOf(row(text('Köln')))}`,
    'utf16le',
  );
  const { rows } = await readWorkbook(await zipOf({ ...bookParts(''), 'xl/worksheets/sheet1.xml': sheet }));
  expect(rows[0]?.cells).toEqual(['Köln']);
});

const THREE_SHEETS = {
  ...bookParts(sheetOf(row(text('chart')))),
  'xl/workbook.xml': `<workbook xmlns:r="r"><sheets><sheet name="Old" state="veryHidden" r:id="a"/>
    <sheet name="Chart" r:id="c"/><sheet name="Größen" r:id="b"/><sheet name="Other" r:id="a"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': relations(
    ['a', 'worksheet', 'worksheets/sheet1.xml'],
    ['b', 'worksheet', 'worksheets/sheet2.xml'],
    ['c', 'chartsheet', 'chartsheets/sheet1.xml'],
  ),
  'xl/worksheets/sheet2.xml': sheetOf(row(text('sizes'))),
};

test('the first visible sheet in the order of the tabs is read; charts are no sheets', async () => {
  const { sheet, otherSheets, rows } = await readWorkbook(await zipOf(THREE_SHEETS));
  expect({ sheet, otherSheets, cells: rows[0]?.cells }).toEqual({
    sheet: 'Größen',
    otherSheets: ['Other'],
    cells: ['sizes'],
  });
});

test('a sheet is found by its name as people type it, and the ones that are there are named otherwise', async () => {
  const archive = await zipOf(THREE_SHEETS);
  expect((await readWorkbook(archive, { sheet: ' gro\u0308ßen ' })).sheet).toBe('Größen');
  await expect(readWorkbook(archive, { sheet: 'Produkte' })).rejects.toMatchObject({
    code: 'unknown_sheet',
    message: 'There is no sheet “Produkte”; the workbook has “Größen”, “Other”.',
  });
});
