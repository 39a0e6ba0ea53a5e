import type { Columns } from '@halftone/contracts';
import { layoutOf } from '../columns/layout.ts';
import { csvText, withoutFormulas } from '../csv-text.ts';
import type { ListedRow, OutputRows } from './output-csv.ts';

/**
 * What failed, as a file to fix and upload again: the header and the cells of the input, separated by commas. Of
 * a product only the images that failed are there, all in the first column of images; rejected rows are there as they came.
 */
export function failedCsv(columns: Columns, rows: OutputRows): AsyncGenerator<string> {
  return csvText(neutralised(failedLines(columns, rows)));
}

/** The same as data, cell by cell as it came: for a program that reads it, and for nobody's spreadsheet. */
export function failedData(columns: Columns, rows: OutputRows): AsyncGenerator<string> {
  return csvText(failedLines(columns, rows));
}

async function* neutralised(lines: AsyncIterable<string[]>): AsyncGenerator<string[]> {
  for await (const line of lines) yield withoutFormulas(line);
}

async function* failedLines(columns: Columns, rows: OutputRows): AsyncGenerator<string[]> {
  const { images } = layoutOf(columns);
  if (columns.header.length > 0) yield columns.header;
  for await (const row of rows) {
    if ('fault' in row) {
      // Of a row that could not be read there is nothing to upload.
      if (row.cells.length > 0) yield row.cells;
      continue;
    }
    const failed = row.images.filter(({ error }) => error !== undefined).map(({ url }) => url);
    if (failed.length > 0) yield withImages(row, images, failed);
  }
}

function withImages({ cells }: ListedRow, images: number[], urls: string[]): string[] {
  const all = urls.join(', ');
  return cells.map((cell, position) => {
    if (position === images[0]) return all;
    return images.includes(position) ? '' : cell;
  });
}
