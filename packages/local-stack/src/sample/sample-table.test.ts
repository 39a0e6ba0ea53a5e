import { expect, test } from 'vitest';
import { imagesOf, sampleTable } from './sample-table.ts';

const OUTPUT = `S. No.,Product Name,Input Image URLs,Output Image URLs,Errors
1,"Bag, large","http://o/a.jpg, http://o/b.jpg, http://o/c.jpg","http://s/1.jpg, , http://s/3.jpg",Image 2 (http://o/b.jpg): 404; gone
2,Lamp,http://o/d.png,,Image 1 (http://o/d.png): not an image
`;

test('every image of the output CSV is shown beside its own result or error', () => {
  expect(imagesOf(OUTPUT)).toEqual([
    { product: 'Bag, large', input: 'http://o/a.jpg', output: 'http://s/1.jpg', error: undefined },
    { product: 'Bag, large', input: 'http://o/b.jpg', output: undefined, error: '404; gone' },
    { product: 'Bag, large', input: 'http://o/c.jpg', output: 'http://s/3.jpg', error: undefined },
    { product: 'Lamp', input: 'http://o/d.png', output: undefined, error: 'not an image' },
  ]);
});

test('the table names a product once, and adds up what was saved', async () => {
  const sizes: Record<string, number> = {
    'http://o/a.jpg': 800_000,
    'http://s/1.jpg': 200_000,
    'http://o/c.jpg': 1_200_000,
    'http://s/3.jpg': 300_000,
  };
  const table = await sampleTable(imagesOf(OUTPUT), {
    sizeOf: async (url) => sizes[url] ?? 0,
    interactive: false,
  });
  const rows = table.split('\n').map((line) =>
    line
      .split('│')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  expect(rows.filter(({ length }) => length > 0)).toEqual([
    ['Product', 'Image', 'Before', 'After', 'Saved'],
    ['Bag, large', 'a.jpg', '800 kB', '200 kB', '75 %'],
    ['', 'b.jpg', 'failed', '', ''],
    ['', 'c.jpg', '1.2 MB', '300 kB', '75 %'],
    ['Lamp', 'd.png', 'failed', '', ''],
    ['Total', '', '2.0 MB', '500 kB', '75 %'],
  ]);
});
