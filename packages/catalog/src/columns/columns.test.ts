import { expect, test } from 'vitest';
import { read } from '../catalogue.fixture.ts';
import { headingsOf } from '../systems/headings.ts';
import { columnsOf } from './columns.ts';
import { imageColumns } from './plain-columns.ts';

const lines = { headerLine: 1, dataLine: 2 };
const seen = (header: string[], sample: string[][] = []) => ({ header, lines, sample });

test.each([
  ['S. No.,Product Name,Input Image URLs', 0, 1, 2],
  ['S.No,Product Name,Input Image Urls', 0, 1, 2],
  ['Serial Number,Product Name,Input Image Urls', 0, 1, 2],
  ['serial_number,product_name,input_image_urls', 0, 1, 2],
  ['serialNumber,productName,inputImageUrls', 0, 1, 2],
  [' INPUT IMAGE URLS , PRODUCT NAME , S. NO. ', 2, 1, 0],
  ['Product Name,Input Image URLs', null, 0, 1],
  ['sku,name,image', 0, 1, 2],
  ['id,title,image url(s)', 0, 1, 2],
  ['Image Src,Title,Price', null, 1, 0],
  ['Handle,Title,Vendor,Variant SKU,Image Src,Image Position', 3, 1, 4],
  ['ID,Type,SKU,Name,Published,Images,Parent', 2, 3, 5],
  ['S. No.,Product Name,Input Image URLs,Output Image URLs,Errors', 0, 1, 2],
  ['Nummer,Artikel,Bilder', null, 1, 2],
  ['Eins,Zwei,Drei', 0, 1, 2],
  ['Nombre,SKU,Imágenes', 1, 0, 2],
  ['Nome,SKU,Immagine', 1, 0, 2],
  ['İsim,Stok kodu,Görseller', 1, 0, 2],
  ['商品名,商品コード,画像', 1, 0, 2],
  ['Cena,Kód produktu,Název produktu,Obrázky', 1, 2, 3],
  ['Prijs,Artikelcode,Artikelnaam,Afbeeldingen', 1, 2, 3],
  ['Pris,Varenr.,Varenavn,Billeder', 1, 2, 3],
  ['Preis,Shop-SKU,Artikelbezeichnung 1,Bilder', 1, 2, 3],
  ['Precio,Código del producto,Nombre de producto,Imágenes', 1, 2, 3],
  ['Цена,Код товара,Наименование товара,Изображения', 1, 2, 3],
  ['price,products_model,products_name,image', null, 2, 3],
])('%s names its columns', (line, serial, name, images) => {
  const header = line.split(',');
  expect(columnsOf(seen(header))).toMatchObject({ header, serial, name, images });
});

test('three cells without a header are serial, name and URLs', () => {
  expect(columnsOf(seen(['1', 'Chair', 'https://a.example/1.jpg']))).toMatchObject({
    header: [],
    serial: 0,
    name: 1,
    images: 2,
    layout: { headerLine: 0, dataLine: 1 },
  });
});

test.each([
  [
    'S. No.,Product Name,Whatever it is',
    /lacks “Input Image URLs”; it reads “S. No., Product Name, Whatever it is”/,
  ],
  ['S. No.,Input Image URLs', /lacks “Product Name”/],
  ['a,b', /lacks “Product Name” and “Input Image URLs”/],
  ['Nummer,Farbe,Menge,Preis', /lacks “Product Name” and “Input Image URLs”/],
  ['Chair,https://a.example/1.jpg', /no header line/],
])('%s is refused with what is missing', (line, message) => {
  expect(() => columnsOf(seen(line.split(',')))).toThrow(message);
});

test.each([
  ['name,Image 1,Image 2,Image 3', [1, 2, 3]],
  ['name,image_1,price,image_2', [1, 3]],
  ['name,Image URL 1,Image URL 2', [1, 2]],
  ['name,image1_url,image2_url', [1, 2]],
  ['name,Image,Image', [1, 2]],
  ['name,Main Image,Other Images', [1, 2]],
  ['name,Photo 1,Picture 2', [1, 2]],
  ['name,url,image', [2]],
  ['name,url1,url2', [1, 2]],
  ['name,Image,Image URL', [2]],
  ['name,Image 1,Image 1 URL,Image 2,Image 2 URL', [2, 4]],
  ['name,Image Src,Image Position,Image Alt Text,Image Title', [1]],
  ['S. No.,Product Name,Input Image URLs,Output Image URLs', [2]],
  ['name,imagination,imaging', []],
  ['sku,name,url,Bild-URL', [3]],
  ['Product Name,Image URL,Detail Image URL,Image URL (back),Image URLs (x;y;z...)', [1, 2, 3, 4]],
])('the images of %s are in columns %j', (line, positions) => {
  const header = line.split(',');
  expect(imageColumns(headingsOf(header), header, [])).toEqual(positions);
});

const A = 'https://a.example/1.jpg';
const B = 'https://b.example/2.png';
const C = 'http://c.example/3.webp';

test('several image columns are gathered from left to right, and a row of none is left out', async () => {
  const file = `sku,name,Image 1,price,Image 2,Image 3\n1,Chair,${A},9,"${B}, ${C}",\n2,Lamp,,5,,${C}\n3,Bed,,7,,\n`;
  const { products, faults, withoutImages } = await read(file);
  expect(products.map(({ urls }) => urls)).toEqual([[A, B, C], [C]]);
  expect(products[0]?.cells).toEqual(['1', 'Chair', A, '9', `${B}, ${C}`, '']);
  expect(faults).toEqual([]);
  expect(withoutImages).toBe(1);
});

test("a row of Halftone's own template without an image is a fault", async () => {
  const { faults } = await read(`S. No.,Product Name,Input Image URLs\n1,Chair,${A}\n2,Bed,\n`);
  expect(faults).toMatchObject([{ line: 3, code: 'no_images' }]);
});

test('a bad URL in any of the image columns is a fault', async () => {
  const { faults } = await read(`name,Image 1,Image 2\nChair,${A},photo.jpg\n`);
  expect(faults).toMatchObject([
    {
      code: 'invalid_url',
      detail: expect.stringContaining('photo.jpg'),
      hint: expect.stringContaining('baseUrl'),
    },
  ]);
});
