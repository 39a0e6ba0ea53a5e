import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { seeded } from '../catalogue.fixture.ts';
import type { CatalogueRecord } from '../record.ts';
import { RecordSplitter } from './record-splitter.ts';

const isRow = (line: string) => /^\d+,[^,]+,https?:\/\//.test(line);

function split(text: string, { pieces = text.length || 1, delimiter = ',', maxLength = 10_000 } = {}) {
  const splitter = new RecordSplitter({ delimiter, maxLength, isRow });
  const records: CatalogueRecord[] = [];
  for (let at = 0; at < text.length; at += pieces)
    records.push(...splitter.push(text.slice(at, at + pieces)));
  return [...records, ...splitter.end()];
}

const cellsOf = (text: string, options = {}) => split(text, options).map(({ cells }) => cells);

test.each([
  [
    'plain cells',
    'a,b\nc,d\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'no line end at the end',
    'a,b\nc,',
    [
      ['a', 'b'],
      ['c', ''],
    ],
  ],
  ['every line end', 'a\nb\r\nc\rd\r\r\ne', [['a'], ['b'], ['c'], ['d'], ['e']]],
  ['blank lines', '\n\r\n\ra\n\n\nb\n\n', [['a'], ['b']]],
  ['doubled quotes', '"a ""b""","""",""\n', [['a "b"', '"', '']]],
  ['delimiters and line ends in quotes', '"a,b","c\r\nd\ne"\nf\n', [['a,b', 'c\r\nd\ne'], ['f']]],
  ['blanks around quotes', 'x, "a, b" ,\t"c"\t\n', [['x', 'a, b', 'c']]],
  ['blanks in a cell', ' a , b b ,\n', [[' a ', ' b b ', '']]],
  ['inches', '24" lamp,6"\n', [['24" lamp', '6"']]],
  ['a quote that closes too early', '"12" table","a"\n', [['"12" table"', 'a']]],
  ['a backslash at the end of a cell', '"C:\\tmp\\","b"\n', [['C:\\tmp\\', 'b']]],
  ['quotes behind backslashes, as PHP writes them', '"say \\"hi\\" now",b\n', [['say \\"hi\\" now', 'b']]],
  [
    'JSON with such quotes',
    '1,"{""a"":""say \\"hi\\" now""}"\n2,"{""a"":""x \\"y\\"""}"\n',
    [
      ['1', '{"a":"say \\"hi\\" now"}'],
      ['2', '{"a":"x \\"y\\""}'],
    ],
  ],
  ['marks of files that were put together', '\ufeffa\n\ufeff"b"\n\n\ufeffc', [['a'], ['b'], ['c']]],
  ['an apostrophe of ours before a formula', "'=1,'x\n", [['=1', "'x"]]],
])('%s are read, however the text arrives', (_, text, expected) => {
  for (const pieces of [1, 2, 3, 1000]) expect(cellsOf(text, { pieces })).toEqual(expected);
});

test('each row has the line on which it begins', () => {
  const lines = (text: string, pieces: number) => split(text, { pieces }).map(({ line }) => line);
  for (const pieces of [1, 2, 1000]) {
    expect(lines('a\n\r\n"b\r\nc\rd"\r\n\re\n', pieces)).toEqual([1, 3, 7]);
  }
});

test('well-formed files are split as csv-parse splits them', () => {
  const random = seeded(7);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  const texts = ['a', 'b c', '"', ',', '\n', '\r\n', 'ü', '\\n', '1,x,https://', ';', "'"];
  for (let run = 0; run < 300; run++) {
    const width = 1 + Math.floor(random() * 4);
    const rows = Array.from({ length: 1 + Math.floor(random() * 6) }, () =>
      Array.from({ length: width }, () => `x${pick(texts)}${pick(texts)}`),
    );
    const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
    expect(cellsOf(text, { pieces: 1 + Math.floor(random() * 9) })).toEqual(parse(text));
  }
});

test.each([
  ['before a row', '1,"Open,https://a\n2,Good,https://b\n3,Fine,https://c\n'],
  ['before a row at the end of the file', '1,"Open,https://a\n2,Good,https://b\n3,Fine,https://c'],
  ['before a quoted cell', '1,"Open,https://a\n2,"Good",https://b\n3,Fine,https://c\n'],
  [
    'before a cell that is quoted behind a blank',
    '1,"Open,https://a\n2, "Good",https://b\n3,Fine,https://c\n',
  ],
  ['before a row, with CRLF', '1,"Open,https://a\r\n2,Good,https://b\r\n3,Fine,https://c\r\n'],
  ['since one at its end is not doubled', '1,"Open 24"",https://a\n2,Good,https://b\n3,Fine,https://c\n'],
])('a quote that is not closed %s is a flaw of its own row', (_, text) => {
  for (const pieces of [1, 2, 5, 1000]) {
    const records = split(text, { pieces });
    expect(records.map(({ line, flaw }) => [line, flaw?.code])).toEqual([
      [1, 'malformed_row'],
      [2, undefined],
      [3, undefined],
    ]);
    expect(records[0]?.flaw?.detail).toContain('Open');
    expect(records[1]?.cells).toEqual(['2', 'Good', 'https://b']);
  }
});

test('a text of several lines in quotes is no flaw', () => {
  const [record] = split('1,"See:\nhttps://a, b\n""x"", 2,y\n",z\n');
  expect(record).toEqual({ line: 1, cells: ['1', 'See:\nhttps://a, b\n"x", 2,y\n', 'z'] });
});

test('what is larger than a row may be is not kept, and the rows behind it are read', () => {
  for (const large of ['x'.repeat(50_000), `"${'y\n'.repeat(25_000)}"`, 'z,'.repeat(25_000)]) {
    const records = split(`1,${large}\n2,b\n`, { pieces: 1000 });
    expect(records.map(({ flaw }) => flaw?.code)).toEqual(['row_too_large', undefined]);
    expect(records[0]?.cells.join('').length).toBeLessThan(12_000);
    expect(records[1]?.cells).toEqual(['2', 'b']);
  }
});

test('of more cells than a header can have the first are kept', () => {
  const [record] = split(`${','.repeat(100_000)}x`, { maxLength: 1_000_000 });
  expect(record?.cells).toHaveLength(32_768);
  expect(record?.flaw).toMatchObject({ code: 'malformed_row', certain: true });
});

test('the lines that go with a quote that is not closed are said', () => {
  const records = split('1,"Open,\nmade of oak\nby hand\n4,Good,https://b\n5,"Open again\nuntil the end');
  expect(records.map(({ line, flaw }) => [line, flaw?.detail])).toEqual([
    [1, 'A quote is opened and not closed, which takes the lines up to 3 with it: “"Open,”.'],
    [4, undefined],
    [5, 'A quote is opened and not closed, which takes the lines up to 6 with it: “"Open again”.'],
  ]);
});
