import type { Columns } from '@halftone/contracts';
import { layoutOf } from '../columns/layout.ts';
import { csvText, withoutFormulas } from '../csv-text.ts';
import type { Failure, ListedRow, OutputRows } from './output-csv.ts';

/** What is added to the columns of the input; an earlier file of failures brings them along. */
const ERROR_COLUMNS = ['Error Code', 'Error', 'Error Hint'] as const;

/**
 * What failed, as a file to be corrected and uploaded again: the header and the cells of the input, separated by commas,
 * and why. Of a product only the images that failed are there, all in the first column of images; rejected rows are there
 * as they came. A file without a header stays as wide as it was.
 */
export function failedCsv(columns: Columns, rows: OutputRows): AsyncGenerator<string> {
  return csvText(forPeople(columns, failedLines(columns, rows)));
}

/** The same as data, cell by cell as it came: for a program that reads it, and for nobody's spreadsheet. */
export function failedData(columns: Columns, rows: OutputRows): AsyncGenerator<string> {
  return csvText(cellsOf(failedLines(columns, rows)));
}

/** A line of the file with its failures; the header has none. */
type FailedLine = { cells: string[]; failures: Failure[] };

async function* cellsOf(lines: AsyncIterable<FailedLine>): AsyncGenerator<string[]> {
  for await (const { cells } of lines) yield cells;
}

async function* forPeople({ header }: Columns, lines: AsyncIterable<FailedLine>): AsyncGenerator<string[]> {
  const earlier = new Set(header.flatMap((title, at) => (isErrorColumn(title) ? [at] : [])));
  for await (const { cells, failures } of lines) {
    const own = cells.filter((_, position) => !earlier.has(position));
    yield withoutFormulas(
      header.length > 0
        ? [...padded(own, header.length - earlier.size), ...why(cells, header, failures)]
        : own,
    );
  }
}

const isErrorColumn = (title: string) => (ERROR_COLUMNS as readonly string[]).includes(title.trim());

/** A row that has fewer cells than the header must not shift what is added behind it. */
const padded = (cells: string[], width: number) => [
  ...cells,
  ...Array.from({ length: Math.max(0, width - cells.length) }, () => ''),
];

function why(cells: string[], header: string[], failures: Failure[]): string[] {
  if (cells === header) return [...ERROR_COLUMNS];
  const distinct = (part: keyof Failure) => [...new Set(failures.map((failure) => failure[part]))].join('; ');
  return [distinct('code'), distinct('detail'), distinct('hint')];
}

async function* failedLines(columns: Columns, rows: OutputRows): AsyncGenerator<FailedLine> {
  const { images } = layoutOf(columns);
  if (columns.header.length > 0) yield { cells: columns.header, failures: [] };
  for await (const row of rows) {
    if ('fault' in row) {
      // Of a row that could not be read there is nothing to upload.
      if (row.cells.length > 0) yield { cells: row.cells, failures: [row.fault] };
      continue;
    }
    const failed = row.images.flatMap(({ url, error }) => (error ? [{ url, error }] : []));
    if (failed.length === 0) continue;
    const urls = failed.map(({ url }) => url);
    yield { cells: withImages(row, images, urls), failures: failed.map(({ error }) => error) };
  }
}

function withImages({ cells }: ListedRow, images: number[], urls: string[]): string[] {
  const all = urls.join(', ');
  return cells.map((cell, position) => {
    if (position === images[0]) return all;
    return images.includes(position) ? '' : cell;
  });
}
