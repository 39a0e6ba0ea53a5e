import { expect, test } from 'vitest';
import { inPieces, read, refusalOf } from '../catalogue.fixture.ts';
import { openCatalogue } from '../open-catalogue.ts';
import { outputCsv } from '../writing/output-csv.ts';

const at = (name: string) => `https://cdn.example/${name}.jpg`;

const SHOPIFY_HEADER =
  'Handle,Title,Vendor,Variant SKU,Image Src,Image Position,Image Alt Text,Variant Image';

const shopify = (...rows: string[]) => `${[SHOPIFY_HEADER, ...rows].join('\n')}\n`;

const SHOPIFY = shopify(
  `oak-chair,Oak chair,Acme,OAK-1,${at('oak-2')},2,side,${at('oak-brown')}`,
  `oak-chair,,,OAK-2,${at('oak-1')},1,front,${at('oak-1')}`,
  `oak-chair,,,OAK-3,,,,${at('oak-brown')}`,
  `,,,,${at('oak-3')},3,,`,
  'gift-card,Gift card,Acme,,,,,',
  `lamp,"Lamp, ""blue""",Acme,LAMP,${at('lamp')},1,,`,
);

test('the rows of a Shopify product are one product, with each image once and in its position', async () => {
  for (const pieces of [1, 50, 100_000]) {
    const { products, faults } = await read(SHOPIFY, { pieces });
    expect(faults).toEqual([]);
    const oak = [at('oak-1'), at('oak-2'), at('oak-3'), at('oak-brown')];
    expect(products).toEqual([
      {
        row: 1,
        line: 2,
        serial: 'OAK-1',
        name: 'Oak chair',
        cells: ['oak-chair', 'Oak chair', 'Acme', 'OAK-1', oak.join(', '), '2', 'side', ''],
        urls: oak,
      },
      {
        row: 2,
        line: 7,
        serial: 'LAMP',
        name: 'Lamp, "blue"',
        cells: ['lamp', 'Lamp, "blue"', 'Acme', 'LAMP', at('lamp'), '1', '', ''],
        urls: [at('lamp')],
      },
    ]);
  }
});

test('the output of a Shopify export has one line for each product, with the further cells of its first row', async () => {
  const { dialect, products } = await read(SHOPIFY);
  const rows = products.map(({ urls, ...product }) => ({
    ...product,
    images: urls.map((url) => ({ url, output: 'http://out/x' })),
  }));
  const csv = (await Array.fromAsync(outputCsv({ columns: dialect.columns, hasErrors: false }, rows))).join(
    '',
  );
  const [header, , second] = csv.split('\n');
  expect(header).toBe(
    'Variant SKU,Title,Image Src,Output Image URLs,Handle,Vendor,Image Position,Image Alt Text',
  );
  expect(second).toBe(`LAMP,"Lamp, ""blue""",${at('lamp')},http://out/x,lamp,Acme,1,`);
});

test.each([
  ['the names of today', 'Title,URL handle,SKU,Product image URL,Image position,Variant image URL'],
  ['the names of always', 'Title,Handle,Variant SKU,Image Src,Image Position,Variant Image'],
])('a Shopify export with %s is one', async (_, header) => {
  const file = `${header}\nChair,chair,C1,${at('b')},2,\n,chair,C2,${at('a')},1,${at('v')}\n`;
  const { products, faults } = await read(file);
  expect(faults).toEqual([]);
  expect(products).toMatchObject([{ serial: 'C1', name: 'Chair', urls: [at('a'), at('b'), at('v')] }]);
});

test('images without a position keep the order of the file, behind those that have one', async () => {
  const file = shopify(`c,Chair,,,${at('1')},,,`, `c,,,,${at('2')},1,,`, `c,,,,${at('3')},first,,`);
  expect((await read(file)).products[0]?.urls).toEqual([at('2'), at('1'), at('3')]);
});

test('a title that stands further down names the product, and else its handle does', async () => {
  const file = shopify(`a,,,,${at('1')},1,,`, `a,Chair,,,,,,`, `b,,,,${at('2')},1,,`);
  expect((await read(file)).products.map(({ name }) => name)).toEqual(['Chair', 'b']);
});

test('a bad row makes its whole product a fault of that row, and the next product is read', async () => {
  const file = shopify(`a,Chair,,A1,${at('1')},1,,`, 'a,,,,photo.jpg,2,,', `b,Lamp,,B1,${at('2')},1,,`);
  const { products, faults, rejected } = await read(file);
  expect(faults).toMatchObject([
    { line: 3, code: 'invalid_url', detail: expect.stringContaining('photo.jpg') },
  ]);
  expect(rejected).toMatchObject([
    { after: 0, cells: ['a', 'Chair', '', 'A1', `${at('1')}, photo.jpg`, '1', '', ''] },
  ]);
  expect(products).toMatchObject([{ row: 1, serial: 'B1' }]);
});

test('too many images are too many over all the rows of a product', async () => {
  const file = shopify(...[1, 2, 3].map((n) => `a,Chair,,,${at(`${n}`)},${n},,`));
  const { faults } = await read(file, { limits: { maxUrlsPerRow: 2 } });
  expect(faults).toMatchObject([{ line: 2, code: 'too_many_urls' }]);
});

test('the last product before a quote that is never closed is not lost', async () => {
  const { products, rejected } = await read(shopify(`a,Chair,,,${at('1')},1,,`, 'b,"Lamp,,,,,'));
  expect(products).toHaveLength(1);
  expect(rejected).toMatchObject([{ after: 1, fault: { line: 3, code: 'malformed_row' } }]);
});

test('a product of endlessly many rows does not fill the memory', async () => {
  async function* endless() {
    yield Buffer.from(`${SHOPIFY_HEADER}\n`);
    for (let n = 0; n < 2000; n++) {
      yield Buffer.from(Array.from({ length: 100 }, (_, m) => `a,Chair,,,${at(`${n}-${m}`)},,,\n`).join(''));
    }
  }
  const limits = { maxUrlsPerRow: Number.POSITIVE_INFINITY };
  const entries = (await Array.fromAsync((await openCatalogue(endless(), { limits })).batches())).flat();
  expect(entries).toMatchObject([{ fault: { line: 2, code: 'row_too_large' } }]);
});

test('products without an image are left out and counted, and an export of nothing else is refused', async () => {
  const catalogue = await openCatalogue(inPieces(SHOPIFY));
  await Array.fromAsync(catalogue.batches());
  expect(catalogue.withoutImages).toBe(1);
  expect(await refusalOf(shopify('a,Chair,,,,,,', 'b,Lamp,,,,,,'))).toMatchObject({
    code: 'no_products',
    message: 'None of the products in the file has an image.',
  });
});

const WOOCOMMERCE = [
  'ID,Type,SKU,Name,Published,"Short description",Images,Parent',
  `11,variable,hoodie,Hoodie,1,"Warm,\nsoft","${at('red')}, ${at('blue')},${at('red')}",`,
  `12,"simple, downloadable",album,Album,1,,${at('album')},`,
  `13,variation,hoodie-red,"Hoodie - Red",1,,${at('red')},hoodie`,
  `14,variation,hoodie-blue,,1,,${at('blue')},id:11`,
  '15,variation,hoodie-green,,1,,,hoodie',
  '16,simple,voucher,Voucher,1,,,',
  '',
].join('\n');

test('a row of a WooCommerce export is a product, a variation too when it has an image of its own', async () => {
  const { products, faults } = await read(WOOCOMMERCE);
  expect(faults).toEqual([]);
  expect(products.map(({ row, line, serial, name, urls }) => [row, line, serial, name, urls])).toEqual([
    [1, 2, 'hoodie', 'Hoodie', [at('red'), at('blue')]],
    [2, 4, 'album', 'Album', [at('album')]],
    [3, 5, 'hoodie-red', 'Hoodie - Red', [at('red')]],
    [4, 6, 'hoodie-blue', 'Hoodie', [at('blue')]],
  ]);
});

test('an export is read the same with the dialect of the first reading', async () => {
  for (const file of [SHOPIFY, WOOCOMMERCE]) {
    const first = await read(file);
    expect(await read(file, { dialect: first.dialect })).toEqual(first);
  }
});

test('a file of a database in which a product or a further image is missing is read, and the product counted', async () => {
  const missing = (word: string) =>
    `sku,name,image,Foto 2\nA,Mug,${at('a')},${word}\nB,Cup,${word},${word}\nC,Pot,${at('c')},${at('d')}\n`;
  for (const word of ['NULL', String.raw`\N`, 'NA']) {
    const { products, faults, withoutImages } = await read(missing(word));
    expect(faults).toEqual([]);
    expect(withoutImages).toBe(1);
    expect(products.map(({ urls }) => urls)).toEqual([[at('a')], [at('c'), at('d')]]);
  }
});
