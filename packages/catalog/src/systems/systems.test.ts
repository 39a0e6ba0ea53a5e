import { expect, test } from 'vitest';
import { read, refusalOf } from '../catalogue.fixture.ts';
import { at, EXPORT_FILES } from './exports.fixture.ts';
import { SYSTEMS } from './systems.ts';
import { WOOCOMMERCE_HEADINGS } from './woocommerce-headings.ts';

test.each(EXPORT_FILES)('a file of $system is read as its shop counts it', async (file) => {
  const { lines, products: expected, withoutImages = 0, baseUrl, system } = file;
  const { dialect, products, faults, ...read_ } = await read(`${lines.join('\n')}\n`, {
    ...(baseUrl && { baseUrl }),
  });
  expect(faults).toEqual([]);
  expect(dialect.columns.layout?.system).toBe(system);
  expect(products.map(({ name, serial, urls }) => [name, serial, ...urls])).toEqual(
    expected.map(([name, serial, ...images]) => [name, serial, ...images.map(at)]),
  );
  expect(read_.withoutImages).toBe(withoutImages);
  expect(read_.ignoredImageColumns).toEqual([]);
});

test.each(EXPORT_FILES)('a file of $system is read the same by what its acceptance says', async (file) => {
  const text = `${file.lines.join('\n')}\n`;
  const first = await read(text, { ...(file.baseUrl && { baseUrl: file.baseUrl }) });
  expect(await read(text, { dialect: first.dialect })).toEqual(first);
});

test.each(EXPORT_FILES.filter(({ baseUrl }) => baseUrl))(
  'a file of $system, which names its images without a host, asks for the base that its shops have',
  async ({ system, lines }) => {
    const { products, faults } = await read(`${lines.join('\n')}\n`);
    expect(products).toEqual([]);
    const usual = SYSTEMS.find(({ id }) => id === system)?.files;
    if (!usual || !('ask' in usual)) throw new Error(`${system} has no base to ask for`);
    expect(faults[0]).toMatchObject({
      code: 'invalid_url',
      hint: expect.stringContaining(`baseUrl=${usual.ask}`),
    });
  },
);

test('every system that exports images has a file of its shape', () => {
  const withImages = SYSTEMS.filter((system) => !system.withoutImages).map(({ id }) => id);
  expect(EXPORT_FILES.map(({ system }) => system).sort()).toEqual(withImages.sort());
});

test.each([
  ['Tiendanube', 'Identificador de URL;Nombre;Categorías;Precio;SKU', 'mug;Taza;Hogar;8;T1'],
  ['Square', 'Reference Handle,Token,Item Name,Variation Name,SKU,Price', '#mug,ABC,Mug,Regular,S1,8'],
])(
  'an export of %s, which holds no images, is refused with what to do instead',
  async (title, header, row) => {
    expect(await refusalOf(`${header}\n${row}\n`)).toMatchObject({
      code: 'no_image_columns',
      message: expect.stringContaining(title),
      hint: expect.stringContaining('image'),
    });
  },
);

test('an export without images to which somebody added a column of them is read', async () => {
  const { products } = await read(
    `Identificador de URL;Nombre;SKU;Imágenes\nmug;Taza;T1;${at('a')}\nmug;;T2;\n`,
  );
  expect(products).toMatchObject([{ name: 'Taza', urls: [at('a')] }]);
});

const locales = Object.entries(WOOCOMMERCE_HEADINGS).map(([locale, roles]) => ({ locale, ...roles }));

test.each(locales)(
  'a WooCommerce export in $locale is understood, in NFD and capitals too',
  async (roles) => {
    const [images = 'Images'] = roles.images;
    const [id = 'ID'] = roles.id;
    const header = [id, roles.type[0], roles.sku[0], roles.name[0], 'Published', images, roles.parent[0]];
    const quoted = header.map((heading = '') => `"${heading.replaceAll('"', '""')}"`).join(',');
    const file = (titles: string) => `\ufeff${titles}\n11,simple,T1,Mug,1,"${at('a')}, ${at('b')}",\n`;
    for (const titles of [quoted, quoted.normalize('NFD'), quoted.toUpperCase()]) {
      const { products, faults, dialect } = await read(file(titles));
      expect(faults).toEqual([]);
      expect(dialect.columns.layout?.system).toBe('woocommerce');
      expect(products).toMatchObject([{ serial: 'T1', name: 'Mug', urls: [at('a'), at('b')] }]);
    }
  },
);

test('a WooCommerce export in a language of no table is told by the values of its type column', async () => {
  const file = `AA,BB,CC,DD,EE,FF,GG,HH\n11,simple,T1,Mug,1,0,${at('a')},x\n12,"variable, virtual",T2,Cup,-1,0,,y\n`;
  const { products, dialect, withoutImages } = await read(file);
  expect(dialect.columns.layout?.system).toBe('woocommerce');
  expect(products).toMatchObject([{ name: 'Mug', urls: [at('a')] }]);
  expect(withoutImages).toBe(1);
});
