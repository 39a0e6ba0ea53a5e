import { expect, test } from 'vitest';
import { read, refusalOf } from '../catalogue.fixture.ts';

const A = 'https://cdn.example/a.jpg';
const B = 'https://cdn.example/b.jpg';

test.each([
  ['a title', ['Spring catalogue', '']],
  ['a title of three cells', ['Catalogue,Spring,2026']],
  ['a table of Numbers', ['Table 1']],
  ['instructions', ['# Do not change the header', '# Save as CSV', '']],
  ['a title as wide as the table', ['Products of Example Ltd,,,']],
])('%s above the header is skipped', async (_what, above) => {
  const file = [...above, 'SKU,Name,Image,Price', `M1,Mug,${A},8`, `M2,Cup,${B},9`, ''].join('\n');
  const { products, faults, dialect } = await read(file);
  expect(faults).toEqual([]);
  expect(products.map(({ serial, name, urls, line }) => [serial, name, urls[0], line])).toEqual([
    ['M1', 'Mug', A, above.length + 2],
    ['M2', 'Cup', B, above.length + 3],
  ]);
  expect(dialect.columns.layout?.headerLine).toBe(above.length + 1);
});

test.each([
  ['Walmart', 'SKU,Product Name,Main Image URL,Price', 'sku,productName,mainImageUrl,price'],
  ['a marketplace by Mirakl', 'Shop SKU,Product title,Main image,EAN', 'shop_sku,title,media_1,ean'],
])(
  'of the two headers in a template of %s, labels and codes, neither is a product',
  async (_what, ...headers) => {
    const { products, faults, withoutImages } = await read([...headers, `M1,Mug,${A},8`, ''].join('\n'));
    expect({ faults, withoutImages }).toEqual({ faults: [], withoutImages: 0 });
    expect(products).toMatchObject([{ name: 'Mug', urls: [A], line: 3 }]);
  },
);

test('a product right below the header is one, whatever it is called', async () => {
  const { products, withoutImages } = await read(`sku,name,image\nM1,Title,${A}\nM2,Image,\nM3,Name,${B}\n`);
  expect(products.map(({ name }) => name)).toEqual(['Title', 'Name']);
  expect(withoutImages).toBe(1);
});

test.each([
  [
    'tabs',
    ['"sku"\t"name"\t"image"\t"photo 2"', `"1"\t"M1"\t"Mug"\t"${A}"\tNA`, `"2"\t"M2"\t"Cup"\t"${B}"\t"${A}"`],
  ],
  ['commas', ['"sku","name","image","photo 2"', `"1","M1","Mug","${A}",NA`, `"2","M2","Cup","${B}","${A}"`]],
])('with %s, the names of rows that R writes have no heading, and shift none', async (_how, lines) => {
  const { products, dialect } = await read(`${lines.join('\n')}\n`);
  expect(products).toMatchObject([
    { serial: 'M1', name: 'Mug', urls: [A] },
    { serial: 'M2', name: 'Cup', urls: [B, A] },
  ]);
  expect(dialect.columns.header).toEqual(['', 'sku', 'name', 'image', 'photo 2']);
});

test('rows that end with a delimiter, or have a URL more, are not shifted', async () => {
  const ended = await read(`sku,name,image,photo\nM1,Mug,,${A},\nM2,Cup,,${B},\n`);
  const spilled = await read(`sku,name,image\nM1,Mug,${A},${B}\nM2,Cup,${B},${A}\n`);
  expect(ended.products.map(({ serial, urls }) => [serial, urls])).toEqual([
    ['M1', [A]],
    ['M2', [B]],
  ]);
  expect(spilled.products.map(({ serial, urls }) => [serial, urls])).toEqual([
    ['M1', [A, B]],
    ['M2', [B, A]],
  ]);
});

test('columns without a heading right of one of images are of images too, as below a merged heading', async () => {
  const { products, ignoredImageColumns } = await read(
    `sku,name,Images,,,link\nM1,Mug,${A},${B},,https://shop.example/mug\nM2,Cup,${B},,note,\n`,
  );
  expect(products.map(({ urls }) => urls)).toEqual([[A, B], [B]]);
  expect(ignoredImageColumns).toEqual([]);
});

test('the line that says the delimiter is no header, and lines are counted with it', async () => {
  const { products, dialect } = await read(`sep=;\nName;Bild\nMug;${A}\n`);
  expect(products).toMatchObject([{ name: 'Mug', line: 3 }]);
  expect(dialect.columns.layout?.headerLine).toBe(2);
});

test('a column of page addresses is not taken for images beside one that speaks of them', async () => {
  const { products } = await read(`sku,name,url,Bild-URL\nM1,Mug,https://shop.example/mug,${A}\n`);
  expect(products).toMatchObject([{ urls: [A] }]);
});

test('a column of images that nobody knows is listed with the count of its URLs', async () => {
  const file = `sku,name,image,Freisteller,Video\nM1,Mug,${A},"${B},${B}",https://v.example/a.mp4\nM2,Cup,${A},${B},\n`;
  const { products, ignoredImageColumns } = await read(file);
  expect(products.map(({ urls }) => urls)).toEqual([[A], [A]]);
  expect(ignoredImageColumns).toEqual([{ column: 'Freisteller', urls: 3 }]);
});

test.each([
  'Fotoğraf',
  'Картинка товара',
  'Produktbilder',
  'Zdjęcie główne',
  '商品画像',
  'صورة',
  'ImagenPrincipal',
])('a heading that speaks of images in some language (%s) is one of them', async (heading) => {
  const { products } = await read(`sku,name,price,${heading}\nM1,Mug,8,${A}\n`);
  expect(products).toMatchObject([{ urls: [A] }]);
});

test('the only column of images, with a heading that says nothing, is guessed in the refusal', async () => {
  const { code, message, hint } = await refusalOf(`Nr,Was,Preis,Ansicht\n1,Mug,8,${A}\n2,Cup,9,${B}\n`);
  expect(code).toBe('missing_columns');
  expect(message).toContain('it reads “Nr, Was, Preis, Ansicht”');
  expect(message).toContain('“Was” may hold the name, “Ansicht” may hold the images');
  expect(hint).toContain('columns={"name":"Was","images":["Ansicht"]}');
});

test.each([
  ['by their headings', { name: 'Was', id: 'Nr', images: ['Ansicht', 'Detail'] }],
  ['by their positions', { name: '2', id: '1', images: ['4', '5'] }],
  ['in another spelling', { name: 'was', id: 'NR', images: [' ansicht ', 'DETAIL'] }],
])('the caller says which columns are meant, %s', async (_how, choice) => {
  const { products, faults } = await read(`Nr,Was,Preis,Ansicht,Detail\n1,Mug,8,${A},${B}\n`, { choice });
  expect(faults).toEqual([]);
  expect(products).toMatchObject([{ serial: '1', name: 'Mug', urls: [A, B] }]);
});

test('what the caller says goes before what is known', async () => {
  const file = `id,title,link,image_link,Packshot\n1,Mug,https://shop.example,${A},${B}\n`;
  const { products } = await read(file, { choice: { images: ['Packshot'] } });
  expect(products).toMatchObject([{ name: 'Mug', urls: [B] }]);
});

test('a column that the file does not have is refused with those that it has', async () => {
  const refusal = await refusalOf(`Nr,Was,Ansicht\n1,Mug,${A}\n`, { choice: { name: 'Titel' } });
  expect(refusal).toMatchObject({
    code: 'unknown_column',
    message: 'The file has no column “Titel”; its header reads “Nr, Was, Ansicht”.',
  });
});

test('the language around a heading does not matter', async () => {
  for (const heading of ['name(en-gb)', 'name-en_US', 'p_name.de', 'NL_Title_Short', 'Title[de]', 'Name *']) {
    const { products } = await read(`sku,${heading},image,price\nM1,Mug,${A},8\n`);
    expect(products).toMatchObject([{ serial: 'M1', name: 'Mug' }]);
  }
});

test('a file of names and images alone is not read by position', async () => {
  const { products } = await read(`Nombre,SKU,Imágenes\nTaza,T1,${A}\n`);
  expect(products).toMatchObject([{ name: 'Taza', serial: 'T1', urls: [A] }]);
});
