import { expect, test } from 'vitest';
import { read } from '../catalogue.fixture.ts';
import { encodedIn, utf16be, utf32 } from './old-encodings.fixture.ts';

const HEADER = 'S. No.,Product Name,Input Image URLs\n';
const row = (serial: number, name: string) => `${serial},${name},https://a.example/${serial}.jpg\n`;
const FILE = HEADER + row(1, 'Stühle für Köche') + row(2, 'Table – 5 € 日本');
const LATIN = HEADER + row(1, 'Stühle für Köche') + row(2, 'Café');

test.each([
  { what: 'UTF-8', bytes: Buffer.from(FILE), encoding: 'utf-8' },
  { what: 'UTF-8 with a byte order mark', bytes: Buffer.from(`\ufeff${FILE}`), encoding: 'utf-8' },
  { what: 'UTF-16 little endian', bytes: Buffer.from(`\ufeff${FILE}`, 'utf16le'), encoding: 'utf-16le' },
  { what: 'UTF-16 big endian', bytes: utf16be(`\ufeff${FILE}`), encoding: 'utf-16be' },
  { what: 'UTF-16 without a mark', bytes: Buffer.from(FILE, 'utf16le'), encoding: 'utf-16le' },
  { what: 'UTF-16 big endian without a mark', bytes: utf16be(FILE), encoding: 'utf-16be' },
  {
    what: 'UTF-32',
    bytes: utf32(`\ufeff${FILE}`, { littleEndian: true }),
    encoding: 'utf-32le',
  },
  {
    what: 'UTF-32 big endian without a mark',
    bytes: utf32(FILE, { littleEndian: false }),
    encoding: 'utf-32be',
  },
])('a file in $what is read, however its bytes arrive', async ({ bytes, encoding }) => {
  for (const pieces of [1, 2, 3, 7, 100_000]) {
    const { dialect, products, faults } = await read(bytes, { pieces });
    expect(dialect.encoding).toBe(encoding);
    expect(dialect.columns.header).toEqual(['S. No.', 'Product Name', 'Input Image URLs']);
    expect(products.map(({ name }) => name)).toEqual(['Stühle für Köche', 'Table – 5 € 日本']);
    expect(faults).toEqual([]);
  }
});

test('a file that is not UTF-8 is read as Windows-1252', async () => {
  const bytes = Buffer.concat([
    Buffer.from(LATIN, 'latin1'),
    Buffer.from('3,5\x80,https://a.example/3.jpg', 'latin1'),
  ]);
  const { dialect, products } = await read(bytes, { pieces: 5 });
  expect(dialect.encoding).toBe('windows-1252');
  expect(products.map(({ name }) => name)).toEqual(['Stühle für Köche', 'Café', '5€']);
});

test('a file that is plain ASCII for long shows its encoding late', async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => row(index + 1, 'Plain chair')).join('');
  const late = `5001,Caf\xe9,https://a.example/5001.jpg\n`;
  const bytes = Buffer.concat([Buffer.from(HEADER + rows), Buffer.from(late, 'latin1')]);
  const first = await read(bytes);
  expect(first.dialect.encoding).toBe('windows-1252');
  expect(first.products.at(-1)?.name).toBe('Café');
  const again = await read(bytes, { dialect: first.dialect });
  expect(again).toEqual(first);
});

test('a Windows-1252 file may end in the middle of what would be a UTF-8 sequence', async () => {
  const bytes = Buffer.from('name,image\nChair,https://a.example/\xe9', 'latin1');
  expect((await read(bytes)).products[0]?.urls).toEqual(['https://a.example/é']);
});

test('a row of a UTF-8 file with invalid bytes is a fault of its line', async () => {
  const good = row(1, 'Möbel'.repeat(20_000).slice(0, 70_000));
  const bytes = Buffer.concat([
    Buffer.from(HEADER + good),
    Buffer.from('2,Caf\xe9,https://a.example/2.jpg\n', 'latin1'),
    Buffer.from(row(3, 'Stühle')),
  ]);
  const { products, faults } = await read(bytes, { limits: { maxRowBytes: 1_000_000 } });
  expect(products.map(({ serial }) => serial)).toEqual(['1', '3']);
  expect(faults).toMatchObject([
    { line: 3, code: 'invalid_characters', detail: expect.stringContaining('Caf') },
  ]);
});

test('a replacement character that the file itself has is text', async () => {
  const { products, faults } = await read(HEADER + row(1, 'Caf\ufffd'));
  expect(products[0]?.name).toBe('Caf\ufffd');
  expect(faults).toEqual([]);
});

/** Products as a shop in that language has them, a few of each. */
const LANGUAGES: ReadonlyArray<{ language: string; encoding: string; names: string[] }> = [
  { language: 'Russian', encoding: 'windows-1251', names: ['Кружка керамическая', 'Стол дубовый', 'Лампа'] },
  {
    language: 'Ukrainian',
    encoding: 'windows-1251',
    names: ['Чашка керамічна', 'Стіл дерев’яний', 'Крісло'],
  },
  { language: 'Bulgarian', encoding: 'windows-1251', names: ['Чаша керамична', 'Маса дървена', 'Лампа'] },
  { language: 'Polish', encoding: 'windows-1250', names: ['Kubek żółty', 'Stół dębowy', 'Lampa', 'Krzesło'] },
  { language: 'Czech', encoding: 'windows-1250', names: ['Hrnek', 'Stůl dřevěný', 'Židle měkká', 'Košík'] },
  {
    language: 'Hungarian',
    encoding: 'windows-1250',
    names: ['Bögre', 'Hűtőtáska', 'Szőnyeg gyapjú', 'Váza'],
  },
  { language: 'Greek', encoding: 'windows-1253', names: ['Κεραμική κούπα', 'Ξύλινο τραπέζι', 'Ράφι'] },
  {
    language: 'Turkish',
    encoding: 'windows-1254',
    names: ['Ahşap masa', 'Güneş gözlüğü', 'Duvar rafı', 'Yün halı'],
  },
  { language: 'Hebrew', encoding: 'windows-1255', names: ['ספל קרמיקה', 'שולחן עץ', 'מנורת שולחן'] },
  { language: 'Arabic', encoding: 'windows-1256', names: ['كوب سيراميك', 'طاولة خشبية', 'مصباح مكتب'] },
  { language: 'German', encoding: 'windows-1252', names: ['Stühle für Köche', 'Große Schüssel', 'Kännchen'] },
  {
    language: 'French',
    encoding: 'windows-1252',
    names: ['Tasse en céramique', 'Table en chêne', 'Étagère à bascule'],
  },
  { language: 'Spanish', encoding: 'windows-1252', names: ['Taza de cerámica', 'Sillón azul', 'Baño niño'] },
  {
    language: 'Portuguese',
    encoding: 'windows-1252',
    names: ['Caneca de cerâmica', 'Lâmpada', 'Coração São João'],
  },
  { language: 'Danish', encoding: 'windows-1252', names: ['Egetræsbord', 'Blå lænestol', 'Rødt tæppe'] },
  { language: 'German', encoding: 'macintosh', names: ['Stühle für Köche', 'Große Schüssel', 'Kännchen'] },
  { language: 'French', encoding: 'macintosh', names: ['Tasse en céramique', 'Table en chêne'] },
  { language: 'Spanish', encoding: 'macintosh', names: ['Taza de cerámica', 'Sillón azul', 'Baño niño'] },
  { language: 'Swedish', encoding: 'macintosh', names: ['Blåbärsskål', 'Smörgåsfat'] },
  { language: 'English', encoding: 'macintosh', names: ['“Café” – lamp’s shade', 'Décor • 5 € café'] },
  {
    language: 'Japanese',
    encoding: 'shift_jis',
    names: ['セラミックマグカップ', '木製テーブル', '青い椅子'],
  },
  { language: 'Japanese', encoding: 'euc-jp', names: ['セラミックマグカップ', '木製テーブル', '青い椅子'] },
  {
    language: 'Chinese',
    encoding: 'gb18030',
    names: ['陶瓷杯', '橡木桌子', '台灯', '蓝色扶手椅', '玻璃花瓶'],
  },
  { language: 'Chinese', encoding: 'big5', names: ['陶瓷杯', '橡木桌子', '檯燈', '藍色扶手椅', '玻璃花瓶'] },
  { language: 'Korean', encoding: 'euc-kr', names: ['세라믹 머그컵', '나무 테이블', '파란 의자', '벽 선반'] },
];

const catalogueIn = (encoding: string, names: string[]) =>
  encodedIn(encoding, HEADER + names.map((name, index) => row(index + 1, name)).join(''));

test.each(LANGUAGES)('a short file in $language is read as $encoding, which is a guess', async (sample) => {
  const { encoding, names } = sample;
  for (const pieces of [3, 100_000]) {
    const { dialect, products, faults } = await read(catalogueIn(encoding, names), { pieces });
    expect(dialect).toMatchObject({ encoding, encodingFrom: 'guess' });
    expect(products.map(({ name }) => name)).toEqual(names);
    expect(faults).toEqual([]);
  }
});

test.each(LANGUAGES)(
  'a file in $language that is plain ASCII for long is read as $encoding',
  async (sample) => {
    const plain = Array.from({ length: 4000 }, (_, index) => row(index + 1, 'Plain chair')).join('');
    const bytes = Buffer.concat([
      Buffer.from(HEADER + plain),
      encodedIn(sample.encoding, sample.names.map((name) => row(1, name)).join('')),
    ]);
    const { dialect, products } = await read(bytes);
    expect(dialect).toMatchObject({ encoding: sample.encoding, encodingFrom: 'guess' });
    expect(products.slice(4000).map(({ name }) => name)).toEqual(sample.names);
  },
);

test.each([
  'Café',
  'Tea–cup',
  'A–Z',
  'Škoda',
  'ŠALICA',
  'Lamp’s “shade”',
  'Blå lænestol',
  'Città più',
  'Élégante chaise à bascule',
  'Müsli',
  'Größe 3,5 €',
])('a single product called %s is not taken for one in another script, or from a Mac', async (name) => {
  const { dialect, products } = await read(catalogueIn('windows-1252', [name.replace(',', '.')]));
  expect(dialect).toMatchObject({ encoding: 'windows-1252', encodingFrom: 'guess' });
  expect(products[0]?.name).toBe(name.replace(',', '.'));
});

test('what was declared with the file goes before a guess, a mark before that, and the wish before all', async () => {
  const names = ['Кружка керамическая', 'Стол дубовый'];
  const bytes = catalogueIn('windows-1251', names);
  const encodingOf = async (file: Uint8Array, encoding: { declared?: string; wished?: string }) =>
    (await read(file, { encoding })).dialect;
  expect(await encodingOf(bytes, { declared: 'koi8-r' })).toMatchObject({
    encoding: 'koi8-r',
    encodingFrom: 'declared',
  });
  expect(await encodingOf(bytes, { declared: 'koi8-r', wished: 'windows-1251' })).toMatchObject({
    encoding: 'windows-1251',
    encodingFrom: 'option',
  });
  expect(await encodingOf(Buffer.from(`\ufeff${FILE}`), { declared: 'windows-1251' })).toMatchObject({
    encoding: 'utf-8',
    encodingFrom: 'mark',
  });
});

test.each([
  ['windows-1252', 0x81],
  ['windows-1252', 0x9d],
  ['windows-1251', 0x98],
  ['windows-1253', 0xd2],
  ['windows-1255', 0xd9],
  ['shift_jis', 0xfd],
  ['euc-jp', 0xff],
  ['euc-kr', 0xff],
])('bytes that %s leaves undefined (%i) are a fault of their line', async (encoding, byte) => {
  const bytes = Buffer.concat([
    Buffer.from(HEADER + row(1, 'Chair')),
    Buffer.from('2,Caf'),
    Buffer.from([byte]),
    Buffer.from(' x,https://a.example/2.jpg\n'),
    Buffer.from(row(3, 'Lamp')),
  ]);
  const { products, faults } = await read(bytes, { encoding: { wished: encoding } });
  expect(products.map(({ serial }) => serial)).toEqual(['1', '3']);
  expect(faults).toMatchObject([
    { line: 3, code: 'invalid_characters', detail: expect.stringContaining(encoding) },
  ]);
});

test('a file that is UTF-8 but for a few damaged characters stays UTF-8', async () => {
  const good = Array.from({ length: 20 }, (_, index) => row(index + 1, 'Stühle für Köche')).join('');
  const damaged = Buffer.from('21,M\xc3,https://a.example/21.jpg\n', 'latin1');
  const { dialect, products, faults } = await read(Buffer.concat([Buffer.from(HEADER + good), damaged]));
  expect(dialect.encoding).toBe('utf-8');
  expect(products).toHaveLength(20);
  expect(faults).toMatchObject([{ line: 22, code: 'invalid_characters' }]);
});

test.each([
  ['UTF-32', utf32(`${HEADER}1,😀`, { littleEndian: true }).subarray(0, -1)],
  ['UTF-16', Buffer.from(`\ufeff${HEADER}1,é`, 'utf16le').subarray(0, -1)],
])('%s that ends in the middle of a character is a fault', async (_, bytes) => {
  expect((await read(bytes)).faults).toMatchObject([{ line: 2, code: 'invalid_characters' }]);
});
