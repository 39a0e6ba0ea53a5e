import { expect, test } from 'vitest';
import { read } from './catalogue.fixture.ts';

const A = 'https://a.example/1.jpg';
const B = 'https://b.example/2.png';
const HEADER = 'S. No.,Product Name,Input Image URLs';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** Files as they are met, and the names of the products that are in them. None of them has a bad row. */
const ODD_FILES: ReadonlyArray<{ what: string; file: string | Buffer; names: string[] }> = [
  { what: 'nothing odd', file: `${HEADER}\n1,Chair,${A}\n2,Lamp,${B}\n`, names: ['Chair', 'Lamp'] },
  { what: 'no line end at the end', file: `${HEADER}\n1,Chair,${A}`, names: ['Chair'] },
  { what: 'commas in quotes', file: `${HEADER}\n1,"Chair, oak, 120",${A}\n`, names: ['Chair, oak, 120'] },
  {
    what: 'everything quoted',
    file: `"S. No.","Product Name","Input Image URLs"\n"1","Chair","${A}"\n`,
    names: ['Chair'],
  },
  {
    what: 'escaped quotes',
    file: `${HEADER}\n1,"Chair ""oak""",${A}\n2,"""Lamp""",${B}\n`,
    names: ['Chair "oak"', '"Lamp"'],
  },
  {
    what: 'escaped quotes and line breaks',
    file: `${HEADER}\n1,"Chair\n""oak""\n",${A}\n2,Lamp,${B}\n`,
    names: ['Chair\n"oak"', 'Lamp'],
  },
  {
    what: 'quotes inside an unquoted cell',
    file: `${HEADER}\n1,Shelf 24" x 12",${A}\n`,
    names: ['Shelf 24" x 12"'],
  },
  {
    what: 'text behind a closing quote',
    file: `${HEADER}\n1,"Chair" oak,${A}\n2,Lamp,${B}\n`,
    names: ['"Chair" oak', 'Lamp'],
  },
  {
    what: 'JSON in a cell',
    file: `${HEADER},Meta\n1,Chair,${A},"{""type"": ""x"", ""at"": [1, 2]}"\n`,
    names: ['Chair'],
  },
  {
    what: 'line breaks in cells',
    file: `${HEADER}\n1,"Chair\nof oak",${A}\n2,"Lamp\n\nblue",${B}\n`,
    names: ['Chair\nof oak', 'Lamp\n\nblue'],
  },
  {
    what: 'CRLF in cells and at line ends',
    file: `${HEADER}\r\n1,"Chair\r\nof oak",${A}\r\n2,Lamp,${B}\r\n`,
    names: ['Chair\r\nof oak', 'Lamp'],
  },
  { what: 'CR alone', file: `${HEADER}\r1,"Chair, oak",${A}\r2,Lamp,${B}\r`, names: ['Chair, oak', 'Lamp'] },
  { what: 'CR CR LF', file: `${HEADER}\r\r\n1,Chair,${A}\r\r\n2,Lamp,${B}\r\r\n`, names: ['Chair', 'Lamp'] },
  {
    what: 'a line break in the header',
    file: `"S.\nNo.","Product\r\nName","Input Image\nURLs"\n1,Chair,${A}\n`,
    names: ['Chair'],
  },
  {
    what: 'empty cells',
    file: `${HEADER},Note,Colour\n1,Chair,${A},"",""\n2,Lamp,${B},,\n`,
    names: ['Chair', 'Lamp'],
  },
  { what: 'lines of delimiters', file: `,,\n${HEADER}\n,,\n1,Chair,${A}\n,,\n,,\n`, names: ['Chair'] },
  { what: 'lines of quoted nothing', file: `${HEADER}\n"","",""\n1,Chair,${A}\n"",,""\n`, names: ['Chair'] },
  {
    what: 'rows that lack empty cells at their end',
    file: `${HEADER},Note\n1,Chair,${A}\n2,Lamp,${B}\n`,
    names: ['Chair', 'Lamp'],
  },
  {
    what: 'a delimiter at the end of every line',
    file: `${HEADER},\n1,Chair,${A},\n2,Lamp,${B},\n`,
    names: ['Chair', 'Lamp'],
  },
  { what: 'UTF-8 of every length', file: `${HEADER}\n1,é 椅 😀 ʤ,${A}\n`, names: ['é 椅 😀 ʤ'] },
  { what: 'Windows-1252', file: latin1(`${HEADER}\n1,Caf\xe9 \x80 \x93x\x94,${A}\n`), names: ['Café € “x”'] },
  {
    what: 'UTF-16 with CRLF and tabs',
    file: Buffer.from(`\ufeff${HEADER.replaceAll(',', '\t')}\r\n1\tStühle\t${A}\r\n`, 'utf16le'),
    names: ['Stühle'],
  },
  {
    what: 'a byte order mark before a quoted header',
    file: `\ufeff"S. No.","Product Name","Input Image URLs"\n1,Chair,${A}\n`,
    names: ['Chair'],
  },
  {
    what: 'several files in one, each with mark and header',
    file: `\ufeff${HEADER}\n1,Chair,${A}\n\ufeff${HEADER}\n2,Lamp,${B}\n`,
    names: ['Chair', 'Lamp'],
  },
  { what: 'the end-of-file sign of DOS', file: `${HEADER}\r\n1,Chair,${A}\r\n\x1a`, names: ['Chair'] },
  {
    what: 'spaces around everything',
    file: ` S. No. , Product Name , Input Image URLs \n 1 , Chair , ${A} \n`,
    names: ['Chair'],
  },
  {
    what: 'no-break and zero-width spaces',
    file: `S. No.,Product\u00a0Name,\u200bInput Image URLs\n1,\u00a0Chair\u00a0,\u00a0${A}\n`,
    names: ['Chair'],
  },
  {
    what: 'a name that looks like a formula',
    file: `${HEADER}\n1,=1+1,${A}\n2,@Lamp,${B}\n`,
    names: ['=1+1', '@Lamp'],
  },
  { what: 'names with the other delimiters', file: `${HEADER}\n1,a;b|c\td,${A}\n`, names: ['a;b|c\td'] },
  { what: 'coordinates', file: `${HEADER},Location\n1,Chair,${A},"(0.0, 0.0)"\n`, names: ['Chair'] },
  { what: 'comment signs', file: `${HEADER}\n#1,# Chair,${A}\n`, names: ['# Chair'] },
  {
    what: 'words that programs take for nothing',
    file: `${HEADER}\nnull,null,${A}\nNaN,undefined,${B}\n0,0,${A}\n`,
    names: ['null', 'undefined', '0'],
  },
  {
    what: 'names of the properties of objects',
    file: `${HEADER},__proto__,constructor\n1,toString,${A},x,y\n`,
    names: ['toString'],
  },
  {
    what: 'semicolons, with commas in the prices',
    file: `sku;name;images;price\nA;Chair;${A};9,90\nB;Lamp;${B};1,5\n`,
    names: ['Chair', 'Lamp'],
  },
  {
    what: 'a quoted header with semicolons',
    file: `"sku";"name, full";"name";"images"\n1;x;Chair;"${A}; ${B}"\n`,
    names: ['Chair'],
  },
];

test.each(ODD_FILES)('a file with $what is read, however its bytes arrive', async ({ file, names }) => {
  for (const pieces of [1, 3, 100_000]) {
    const { products, faults } = await read(file, { pieces });
    expect(faults).toEqual([]);
    expect(products.map(({ name }) => name)).toEqual(names);
  }
});
