import { expect, test } from 'vitest';
import { read } from '../catalogue.fixture.ts';
import { dialectReport } from './dialect-report.ts';

const A = 'https://a.example/1.jpg';

test.each([
  {
    file: `\ufeffSerial Number;Product Name;Input Image Urls\n1;Stühle;${A}\n`,
    report: {
      encoding: 'utf-8',
      encodingFrom: 'mark',
      delimiter: ';',
      format: 'plain',
      headerLine: 1,
      columns: { serial: 'Serial Number', name: 'Product Name', images: ['Input Image Urls'] },
    },
  },
  {
    file: `1\tChair\t${A}\n`,
    report: {
      encoding: 'utf-8',
      encodingFrom: 'bytes',
      delimiter: '\t',
      format: 'plain',
      headerLine: 0,
      columns: null,
    },
  },
  {
    file: `name|Image 1|Image 2\nChair|${A}|\n`,
    report: {
      encoding: 'utf-8',
      encodingFrom: 'bytes',
      delimiter: '|',
      format: 'plain',
      headerLine: 1,
      columns: { serial: null, name: 'name', images: ['Image 1', 'Image 2'] },
    },
  },
  {
    file: `Handle,Title,Variant SKU,Image Src,Variant Image\nc,Chair,,${A},\n`,
    report: {
      encoding: 'utf-8',
      encodingFrom: 'bytes',
      delimiter: ',',
      format: 'shopify',
      headerLine: 1,
      columns: { serial: 'Variant SKU', name: 'Title', images: ['Image Src', 'Variant Image'] },
    },
  },
  {
    file: `ID,Type,SKU,Name,Images\n1,simple,c,Chair,${A}\n`,
    report: {
      encoding: 'utf-8',
      encodingFrom: 'bytes',
      delimiter: ',',
      format: 'woocommerce',
      headerLine: 1,
      columns: { serial: 'SKU', name: 'Name', images: ['Images'] },
    },
  },
])('what was detected is reported in the words of the file: $report', async ({ file, report }) => {
  expect(dialectReport((await read(file)).dialect)).toEqual(report);
});
