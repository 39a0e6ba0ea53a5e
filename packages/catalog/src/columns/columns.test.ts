import { expect, test } from 'vitest';
import { columnsOf } from './columns.ts';

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
  ['Nummer,Artikel,Bilder', 0, 1, 2],
])('%s names its columns', (line, serial, name, images) => {
  const header = line.split(',');
  expect(columnsOf(header)).toEqual({ header, serial, name, images });
});

test('three cells without a header are serial, name and URLs', () => {
  expect(columnsOf(['1', 'Chair', 'https://a.example/1.jpg'])).toEqual({
    header: [],
    serial: 0,
    name: 1,
    images: 2,
  });
});

test.each([
  [
    'S. No.,Product Name,Photo of it',
    /lacks “Input Image URLs”; it reads “S. No., Product Name, Photo of it”/,
  ],
  ['S. No.,Input Image URLs', /lacks “Product Name”/],
  ['a,b', /lacks “Product Name” and “Input Image URLs”/],
  ['Nummer,Artikel,Bilder,Preis', /lacks “Product Name” and “Input Image URLs”/],
  ['Chair,https://a.example/1.jpg', /no header line/],
])('%s is refused with what is missing', (line, message) => {
  expect(() => columnsOf(line.split(','))).toThrow(message);
});
