import { expect, test } from 'vitest';
import { read } from '../catalogue.fixture.ts';
import { failedCsv, failedData } from './failed-csv.ts';
import type { OutputRow } from './output-csv.ts';

const A = 'https://a.example/1.jpg';
const B = 'https://b.example/2.png';
const C = 'http://c.example/3.webp';

const GONE = { code: 'not_found', detail: 'The server says 404.', hint: 'Check the address.' };
const WHY = 'not_found,The server says 404.,Check the address.';
const NAMES =
  'Upload the file again with the option baseUrl, for instance baseUrl=https://shop.example/media/, or write complete http:// or https:// addresses.';
const TITLES = 'Error Code,Error,Error Hint';

/** Reads a file, lets the images at these addresses fail, and writes what failed. */
async function failedOf(file: string, failing: string[]): Promise<string> {
  const { dialect, products, rejected } = await read(file);
  const rows: OutputRow[] = products.map(({ urls, ...product }) => ({
    ...product,
    images: urls.map((url) =>
      failing.includes(url) ? { url, output: null, error: GONE } : { url, output: `${url}.out` },
    ),
  }));
  for (const { after, ...row } of rejected.toReversed()) rows.splice(after, 0, row);
  return (await Array.fromAsync(failedCsv(dialect.columns, rows))).join('');
}

const FILE = `\ufeffNote;Input Image URLs;S.No;Product Name\r\n"a;b";${A}, ${B}, ${C};1;Chair\r\n;${A};2;Lamp\r\nx;${C};3;Bed\r\n`;

test('only rows with failures are there, in the form of the input, with only the URLs that failed', async () => {
  expect(await failedOf(FILE, [B, C])).toBe(
    [
      `Note,Input Image URLs,S.No,Product Name,${TITLES}`,
      `a;b,"${B}, ${C}",1,Chair,${WHY}`,
      `x,${C},3,Bed,${WHY}`,
      '',
    ].join('\n'),
  );
});

test('what failed can be uploaded again', async () => {
  const { products, faults } = await read(await failedOf(FILE, [B, C]));
  expect(faults).toEqual([]);
  expect(products.map(({ serial, name, urls }) => [serial, name, urls])).toEqual([
    ['1', 'Chair', [B, C]],
    ['3', 'Bed', [C]],
  ]);
});

test('rejected rows stand at their place as they came', async () => {
  const file = `S. No.,Product Name,Input Image URLs,Note\n1,,${A},x\n2,Chair,${B},\n3,Lamp,photo.jpg,"y,z"\n`;
  expect(await failedOf(file, [B])).toBe(
    [
      `S. No.,Product Name,Input Image URLs,Note,${TITLES}`,
      `1,,${A},x,missing_name,The product name is empty.,Fill in the product name.`,
      `2,Chair,${B},,${WHY}`,
      `3,Lamp,photo.jpg,"y,z",invalid_url,“photo.jpg” does not begin with http:// or https://.,"${NAMES}"`,
      '',
    ].join('\n'),
  );
});

test('a file without a header stays without one', async () => {
  expect(await failedOf(`1,Chair,"${A},${B}"\n2,Lamp,${C}\n`, [B])).toBe(`1,Chair,${B}\n`);
});

test('where nothing failed there is the header alone', async () => {
  expect(await failedOf(FILE, [])).toBe(`Note,Input Image URLs,S.No,Product Name,${TITLES}\n`);
});

test('with several image columns the failed URLs stand in the first', async () => {
  const file = `name,Image 1,price,Image 2\nChair,${A},9,${B}\nLamp,${C},5,\n`;
  expect(await failedOf(file, [B])).toBe(`name,Image 1,price,Image 2,${TITLES}\nChair,${B},9,,${WHY}\n`);
});

test('what failed of a Shopify product is read as that product again', async () => {
  const header = 'Handle,Title,Variant SKU,Image Src,Image Position,Variant Image';
  const file = `${header}\nc,Chair,S,${A},2,${C}\nc,,T,${B},1,\n`;
  const failed = await failedOf(file, [A, C]);
  expect(failed).toBe(`${header},${TITLES}\nc,Chair,S,"${A}, ${C}",2,,${WHY}\n`);
  expect((await read(failed)).products).toMatchObject([{ serial: 'S', name: 'Chair', urls: [A, C] }]);
});

test('formulas are shown, not run', async () => {
  expect(await failedOf(`name,image,note\n=1+1,${A},@x\n`, [A])).toBe(
    `name,image,note,${TITLES}\n'=1+1,${A},'@x,${WHY}\n`,
  );
});

const FORMULAS = ['-10C Jacket', '=1+1', '+1', '@x', '\tx', '\rx', '＝1', "it's", "'quoted'", "''=1"];

test.each(FORMULAS)('a cell (%j) is the same after a failed file was uploaded again', async (text) => {
  const columns = { header: ['name', 'image', '-note'], serial: null, name: 0, images: 1 };
  const images = [{ url: A, output: null, error: GONE }];
  const rows = [{ serial: '1', name: 'Chair', cells: ['Chair', A, text], images }];
  for (const write of [failedCsv, failedData]) {
    const { dialect, products } = await read((await Array.fromAsync(write(columns, rows))).join(''));
    expect(dialect.columns.header.slice(0, 3)).toEqual(columns.header);
    expect(products.map(({ cells }) => cells.slice(0, 3))).toEqual([['Chair', A, text]]);
  }
});

test('the reasons of an earlier file of failures are replaced, not doubled', async () => {
  const first = await failedOf(FILE, [B, C]);
  expect(await failedOf(first, [B, C])).toBe(first);
});

test('as data, what begins like a formula is written as it came', async () => {
  const columns = { header: ['name', 'image'], serial: null, name: 0, images: 1 };
  const images = [{ url: A, output: null, error: GONE }];
  const rows = [{ serial: '1', name: '-10C Jacket', cells: ['-10C Jacket', A], images }];
  expect((await Array.fromAsync(failedData(columns, rows))).join('')).toBe(`name,image\n-10C Jacket,${A}\n`);
});
