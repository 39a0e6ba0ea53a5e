import { expect, test } from 'vitest';
import { bookParts, readWorkbook, relations, sheetOf, zipOf } from './workbook.fixture.ts';

/** The cells and the addresses of the rows of a sheet, given by their places. */
async function read(cells: Record<string, string>, behind = '', links: [string, string][] = []) {
  const lines = Map.groupBy(Object.entries(cells), ([place]) => Number(/\d+/.exec(place)?.[0]));
  const rows = [...lines].map(
    ([line, given]) =>
      `<row r="${line}">${given.map(([place, xml]) => xml.replace('<c', `<c r="${place}"`)).join('')}</row>`,
  );
  const archive = await zipOf(
    bookParts(sheetOf(rows.join(''), behind), {
      'xl/worksheets/_rels/sheet1.xml.rels': relations(
        ...links.map(([id, target]): [string, string, string, string] => [
          id,
          'hyperlink',
          target,
          'External',
        ]),
      ),
    }),
  );
  return (await readWorkbook(archive)).rows.map(({ line, cells, addresses }) => ({
    line,
    cells,
    addresses: Object.fromEntries(addresses ?? []),
  }));
}

const text = (value: string) => `<c t="str"><v>${value}</v></c>`;
const formula = (written: string, cached = '<v>0</v>', type = '') =>
  `<c${type}><f>${written}</f>${cached}</c>`;
const quote = '&quot;';
const A = `${quote}https://img.example/a.jpg${quote}`;

test.each([
  ['Excel', formula(`_xlfn.IMAGE(${A})`, '<v>#VALUE!</v>', ' t="e" vm="1"')],
  ['Excel with more arguments', formula(`_xlfn.IMAGE(${A},"alt",3,100,100)`)],
  [
    'a Google sheet',
    formula(
      `IFERROR(__xludf.DUMMYFUNCTION("IMAGE(""https://img.example/a.jpg"")"),"")`,
      '<v></v>',
      ' t="str"',
    ),
  ],
  [
    'a Google sheet with a mode',
    formula(
      `IFERROR(__xludf.DUMMYFUNCTION("image(""https://img.example/a.jpg"",4,80,80)"),"Loading...")`,
      '<v>Loading...</v>',
      ' t="str"',
    ),
  ],
  ['LibreOffice', formula(`image(${A})`, '<v>#NAME?</v>', ' t="e"')],
  ['openpyxl', formula(`IMAGE(${A})`, '<v />')],
  ['excelize', formula(`=IMAGE(${A})`, '', ' t="str"')],
  [
    'a formula of several literals, as Excel takes at most 255 characters',
    formula(`IMAGE("https://img.example/" &amp; "a.jpg")`),
  ],
])('the picture of a cell as %s writes it is its address', async (_writer, cell) => {
  expect(await read({ A2: text('a'), B2: cell })).toEqual([
    { line: 2, cells: ['a', 'https://img.example/a.jpg'], addresses: { 1: 'https://img.example/a.jpg' } },
  ]);
});

test('a link is called as was calculated, or as its formula says, and its address is beside it', async () => {
  const link = { 1: 'https://img.example/a.jpg' };
  const cells = {
    A1: text('a'),
    B1: formula(`HYPERLINK(${A},"photo")`, '<v>photo</v>', ' t="str"'),
    A2: text('b'),
    B2: formula(`HYPERLINK(${A},"photo")`),
    A3: text('c'),
    B3: formula(`HYPERLINK(${A};A3)`, '<v/>'),
    A4: text('d'),
    B4: formula(`HYPERLINK(${A})`),
  };
  expect(await read(cells)).toEqual([
    { line: 1, cells: ['a', 'photo'], addresses: link },
    { line: 2, cells: ['b', 'photo'], addresses: link },
    { line: 3, cells: ['c', 'c'], addresses: link },
    { line: 4, cells: ['d', 'https://img.example/a.jpg'], addresses: link },
  ]);
});

test('a formula that takes its address from its row is followed, also where it is shared', async () => {
  const shared = (written: string) =>
    `<c t="e"><f t="shared" si="0"${written ? ' ref="B2:B3"' : ''}>${written}</f><v>#VALUE!</v></c>`;
  const cells = {
    A2: text('a.jpg'),
    B2: shared(`IMAGE("https://img.example/"&amp;$A2)`),
    A3: text('b.jpg'),
    B3: shared(''),
    A4: text('https://img.example/c.jpg'),
    B4: formula('_xlfn.IMAGE(A4)', '<v>#VALUE!</v>', ' t="e"'),
    A5: text('d'),
    B5: formula('_xlfn.IMAGE($A$4)', '<v>#VALUE!</v>', ' t="e"'),
  };
  const images = (await read(cells)).map(({ cells: [, image] }) => image);
  expect(images).toEqual([
    'https://img.example/a.jpg',
    'https://img.example/b.jpg',
    'https://img.example/c.jpg',
    '#VALUE!',
  ]);
});

test.each([
  ['openpyxl', formula(`${quote}https://img.example/${quote}&amp;A2&amp;${quote}.jpg${quote}`, '<v />')],
  ['XlsxWriter', formula(`${quote}https://img.example/${quote}&amp;A2&amp;${quote}.jpg${quote}`)],
  ['Apache POI', formula(`CONCATENATE(${quote}https://img.example/${quote},A2,${quote}.jpg${quote})`, '')],
  [
    'excelize',
    formula(`=_xlfn.CONCAT(${quote}https://img.example/${quote}, A2 &amp; ${quote}.jpg${quote})`, ''),
  ],
])(
  'an address that a formula of %s puts together and nobody calculated is put together',
  async (_writer, cell) => {
    expect(await read({ A2: text('a'), B2: cell })).toMatchObject([
      { cells: ['a', 'https://img.example/a.jpg'] },
    ]);
  },
);

test('a formula takes the number of a cell, as spreadsheets do, and not how it is shown', async () => {
  const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`;
  const shown = `<c s="0"><v>7</v></c>`;
  const address = formula(`_xlfn.IMAGE("https://img.example/"&amp;A1&amp;".jpg")`);
  const archive = await zipOf(
    bookParts(sheetOf(`<row r="1">${shown}${address}</row>`), { 'xl/styles.xml': styles }),
  );
  const { rows } = await readWorkbook(archive);
  expect(rows[0]?.cells).toEqual(['00007', 'https://img.example/7.jpg']);
});

test('what was calculated goes before what a formula would put together, and only whole formulas are followed', async () => {
  const base = `${quote}https://img.example/${quote}`;
  const cells = {
    A1: text('a'),
    B1: formula(`${base}&amp;A1`, '<v>https://img.example/b</v>', ' t="str"'),
    C1: formula(`${base}&amp;LOWER(A1)`, '<v/>'),
    D1: formula(`CONCATENATE(${base},A1)&amp;B2`, '<v/>'),
    E1: formula(`${base}&amp;A2`, '<v/>'),
  };
  const [row] = await read(cells);
  expect(row?.cells).toEqual([
    'a',
    'https://img.example/b',
    '="https://img.example/"&LOWER(A1)',
    '=CONCATENATE("https://img.example/",A1)&B2',
    '="https://img.example/"&A2',
  ]);
});

test('another formula has its result, and stands there itself where nobody calculated it', async () => {
  const cells = {
    A1: formula('1+1', '<v>2</v>'),
    B1: formula('A1&amp;""', '<v>two</v>', ' t="str"'),
    C1: formula('A1', '<v></v>', ' t="str"'),
    D1: formula('A1*2', '<v/>'),
  };
  expect(await read(cells)).toEqual([{ line: 1, cells: ['2', 'two', '', '=A1*2'], addresses: {} }]);
});

test('a link gives its address to every cell that it covers', async () => {
  const behind = `<mergeCells/><hyperlinks><hyperlink ref="B1" r:id="a" location="top"/><hyperlink ref="B2:C3" r:id="b"/>
    <hyperlink ref="A1" location="Sheet1!A1"/><hyperlink ref="A2" r:id="mail"/></hyperlinks><pageMargins/>`;
  const photo = text('photo');
  const cells = { A1: photo, B1: photo, A2: photo, B2: photo, C2: photo, A3: photo, C3: photo };
  const links: [string, string][] = [
    ['a', 'https://img.example/a.jpg?w=1&amp;h=2'],
    ['b', 'https://img.example/b.jpg'],
    ['mail', 'mailto:shop@img.example'],
  ];
  const b = 'https://img.example/b.jpg';
  expect((await read(cells, behind, links)).map(({ addresses }) => addresses)).toEqual([
    { 1: 'https://img.example/a.jpg?w=1&h=2#top' },
    { 1: b, 2: b },
    { 1: b, 2: b },
  ]);
});

test('a link over a whole column is kept as one', async () => {
  const behind = '<hyperlinks><hyperlink ref="A1:A1048576" r:id="a"/></hyperlinks>';
  const cells = { A1: text('a'), A700000: text('b') };
  const rows = await read(cells, behind, [['a', 'https://img.example/a.jpg']]);
  expect(rows.map(({ addresses }) => addresses[0])).toEqual(Array(2).fill('https://img.example/a.jpg'));
});

test('several addresses in one link are told apart', async () => {
  const behind = '<hyperlinks><hyperlink ref="A1" r:id="a"/><hyperlink ref="A2" r:id="b"/></hyperlinks>';
  const rows = await read({ A1: text('a'), A2: text('b') }, behind, [
    ['a', 'https://img.example/a.jpg%0Ahttps://img.example/b.jpg'],
    ['b', 'https://img.example/a.jpg&#10;https://img.example/b.jpg'],
  ]);
  expect(rows.map(({ addresses }) => addresses[0])).toEqual(
    Array(2).fill('https://img.example/a.jpg\nhttps://img.example/b.jpg'),
  );
});

test('the links behind more rows than are unpacked at once are found', async () => {
  const cells = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [`A${index + 1}`, text(`product ${index}`)]),
  );
  const behind = `<x:hyperlinks xmlns:x="x"><x:hyperlink ref="A5000" r:id="a"/></x:hyperlinks>`;
  const rows = await read(cells, behind, [['a', 'https://img.example/a.jpg']]);
  expect(rows.at(-1)?.addresses).toEqual({ 0: 'https://img.example/a.jpg' });
});
