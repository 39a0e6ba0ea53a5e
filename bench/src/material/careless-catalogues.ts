/** The header of a catalogue, and one row that is good. */
const START = 'S. No.,Product Name,Input Image Urls\n0,Chair,https://images.example/chair.jpg\n';

const GOOD = 'ordinary rows';

/** What stands below: bytes of hostile and of careless clients, again and again. `{n}` is the number of the repetition. */
const SHAPES: Readonly<Record<string, string>> = {
  'blank lines': '\n',
  'carriage returns': '\r',
  'CRLF, LF and CR in turn':
    '{n},Lamp {n},https://images.example/catalogue/{n}/front.jpg\r\n{n},Lamp,https://images.example/catalogue/{n}/back.jpg\n{n},Lamp,https://images.example/catalogue/{n}/side.jpg\r',
  'a bad row behind each good one':
    '{n},Product {n},https://images.example/catalogue/{n}/front.jpg\n{n},Product {n}\n',
  'rows with a cell too few': '{n},Product {n} of https://images.example/catalogue/{n}/front.jpg\n',
  'rows with a cell too many': '{n},Product {n},https://images.example/catalogue/{n}/front.jpg,more\n',
  'unquoted URLs with commas':
    '{n},Product {n},https://images.example/{n}/front.jpg,https://images.example/{n}/back.jpg\n',
  'rows of one letter': 'a\n',
  'rows of nothing but a delimiter': ',\n',
  'delimiters alone': ',',
  'quotes alone': '"',
  'quoted nothing': '"",',
  'quotes that close nothing': '"a"b',
  'rows of a quote that is not closed': '"x\n',
  'one endless line': 'x',
  'NUL bytes behind the first 300 kB': '\0',
  'blanks alone': ' ',
};

export type CarelessCatalogue = { what: string; bytes: Buffer };

/** Catalogues of about so many bytes: the first is of good rows, the others are not. */
export function carelessCatalogues(bytes: number): [CarelessCatalogue, ...CarelessCatalogue[]] {
  const good = repeated('{n},Product {n},https://images.example/catalogue/{n}/front.jpg\n', bytes);
  return [
    { what: GOOD, bytes: catalogue(good) },
    ...Object.entries(SHAPES).map(([what, unit]) => ({
      what,
      bytes: catalogue((unit === '\0' ? good.slice(0, 300_000) : '') + repeated(unit, bytes)),
    })),
    { what: 'one huge quoted cell', bytes: catalogue(`1,"${repeated('x', bytes)}",y\n`) },
    {
      what: 'a quote that is never closed',
      bytes: catalogue(`1,"${repeated('made of oak, by hand\n', bytes)}`),
    },
    { what: 'blanks inside cells', bytes: catalogue(repeated(`1,Lamp,a${' '.repeat(100_000)}b\n`, bytes)) },
  ];
}

const catalogue = (rows: string) => Buffer.from(START + rows);

function repeated(unit: string, bytes: number): string {
  if (!unit.includes('{n}')) return unit.repeat(Math.ceil(bytes / unit.length));
  let text = '';
  for (let n = 1; text.length < bytes; n++) text += unit.replaceAll('{n}', String(n));
  return text;
}
