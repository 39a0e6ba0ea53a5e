import { expect, test } from 'vitest';
import { read } from '../catalogue.fixture.ts';
import { imageColumnsOf } from './image-columns.ts';

test.each([
  ['name,Image 1,Image 2,Image 3', [1, 2, 3]],
  ['name,image_1,price,image_2', [1, 3]],
  ['name,Image URL 1,Image URL 2', [1, 2]],
  ['name,image1_url,image2_url', [1, 2]],
  ['name,Image,Image', [1, 2]],
  ['id,title,link,image_link,additional_image_link', [3, 4]],
  ['name,Main Image,Other Images', [1, 2]],
  ['name,Photo 1,Picture 2', [1, 2]],
  ['name,url,image', [2]],
  ['name,url1,url2', [1, 2]],
  ['name,Image,Image URL', [2]],
  ['name,Image 1,Image 1 URL,Image 2,Image 2 URL', [2, 4]],
  ['name,Image Src,Image Position,Image Alt Text,Image Title', [1]],
  ['S. No.,Product Name,Input Image URLs,Output Image URLs', [2]],
  ['name,imagination,imaging', []],
])('the images of %s are in columns %j', (header, positions) => {
  expect(imageColumnsOf(header.split(','))).toEqual(positions);
});

const A = 'https://a.example/1.jpg';
const B = 'https://b.example/2.png';
const C = 'http://c.example/3.webp';

test('several image columns are gathered from left to right, and empty ones are no fault', async () => {
  const file = `sku,name,Image 1,price,Image 2,Image 3\n1,Chair,${A},9,"${B}, ${C}",\n2,Lamp,,5,,${C}\n3,Bed,,7,,\n`;
  const { products, faults } = await read(file);
  expect(products.map(({ urls }) => urls)).toEqual([[A, B, C], [C]]);
  expect(products[0]?.cells).toEqual(['1', 'Chair', A, '9', `${B}, ${C}`, '']);
  expect(faults).toMatchObject([{ line: 4, code: 'no_images' }]);
});

test('a bad URL in any of the image columns is a fault', async () => {
  const { faults } = await read(`name,Image 1,Image 2\nChair,${A},photo.jpg\n`);
  expect(faults).toMatchObject([{ code: 'invalid_url', detail: expect.stringContaining('photo.jpg') }]);
});
