import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { openCatalogue } from '../open-catalogue.ts';
import { rowSigns } from './row-signs.ts';

/** What is read of the first product of a file. */
async function firstRow(...lines: string[]) {
  await using catalogue = await openCatalogue(Readable.from([Buffer.from(`${lines.join('\n')}\n`)]));
  for await (const batch of catalogue.batches()) {
    for (const entry of batch) {
      if (!('product' in entry)) continue;
      const { columns, read } = rowSigns(catalogue.dialect.columns);
      return read(columns.map((column) => entry.product.cells[column] ?? null));
    }
  }
  throw new Error('There is no product');
}

const A = 'https://shop.example/a.jpg';
const B = 'https://shop.example/b.jpg';

test.each([
  ['Google', 'id,title,image_link,additional_image_link', `1,Mug,,${A}`],
  ['Amazon', 'item_sku,item_name,main_image_url,other_image_url1', `1,Mug,,${A}`],
  ['Walmart', 'SKU,Product Name,Main Image URL,Additional Image URL 1', `1,Mug,,${A}`],
])('a row of %s with further images alone lacks its main one', async (_, header, row) => {
  expect(await firstRow(header, row)).toEqual({ lacksMainImage: true, isVariation: false });
});

test.each([
  ['with both', 'id,title,image_link,additional_image_link', `1,Mug,${A},${B}`],
  ['of a file that has numbered columns', 'title,sku,image1,image2,tags', `Mug,1,,${A},x`],
  ['of a file with one column', 'S. No.,Product Name,Input Image URLs', `1,Mug,"${A},${B}"`],
])('a row %s does not', async (_, header, row) => {
  expect(await firstRow(header, row)).toEqual({ lacksMainImage: false, isVariation: false });
});

test.each([
  ['the id of its group', 'id,title,image_link,item_group_id', `1,Mug,${A},mugs`],
  ['its parent', 'Type,SKU,Name,Parent,Images', `variation,1-R,Mug,1,${A}`],
  ['its relationship', '*Title,PicURL,CustomLabel,Relationship', `Mug,${A},1-R,Variation`],
])('a row that names %s is a variation', async (_, header, row) => {
  expect(await firstRow(header, row)).toMatchObject({ isVariation: true });
});

test('a row of the same file that names none is not', async () => {
  expect(await firstRow('id,title,image_link,item_group_id', `1,Mug,${A},`)).toMatchObject({
    isVariation: false,
  });
});
