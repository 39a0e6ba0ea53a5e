import type { Columns } from '@halftone/contracts';
import { gatherSpilledUrls, rowWidth, swallowsRows } from './cells.ts';
import { quoted, type RowFault, type RowFaultCode, rowFault } from './faults.ts';
import { splitUrls, urlProblem } from './image-urls.ts';
import type { CatalogueLimits } from './limits.ts';
import type { CsvRecord } from './records.ts';

/** A row of the catalogue that can be worked on. */
export type Product = {
  /** Position among the products of the file, from 1. */
  row: number;
  /** The line of the file on which the row begins, from 1. */
  line: number;
  /** As the row has it, or `row` when it has none. */
  serial: string;
  name: string;
  /** One for each column of the header; URLs that had spilled into further cells are back in theirs. */
  cells: string[];
  /** In the order of the row; a URL may repeat. */
  urls: string[];
};

export type CatalogueEntry = { product: Product } | { fault: RowFault };

export type RowRules = { columns: Columns; delimiter: string; limits: CatalogueLimits };

/**
 * Makes a product of a record, or says what is wrong with it.
 * @param row the position the product will have
 */
export function productOf({ line, cells: raw }: CsvRecord, row: number, rules: RowRules): CatalogueEntry {
  const { columns, delimiter } = rules;
  const cells = gatherSpilledUrls(raw, columns, delimiter);
  const cellAt = (position: number | null) => (position === null ? '' : (cells[position] ?? ''));
  const product = {
    row,
    line,
    serial: cellAt(columns.serial).trim() || String(row),
    name: cellAt(columns.name).trim(),
    cells,
    urls: splitUrls(cellAt(columns.images)),
  };
  for (const { code, problemOf } of CHECKS) {
    const detail = problemOf(product, rules);
    if (detail !== null) return rowFault(line, code, detail);
  }
  return { product };
}

type Check = { code: RowFaultCode; problemOf: (product: Product, rules: RowRules) => string | null };

/** In the order in which they are made: the first one that finds something names the fault. */
const CHECKS: readonly Check[] = [
  { code: 'malformed_row', problemOf: unclosedQuote },
  { code: 'missing_name', problemOf: ({ name }) => (name === '' ? 'The product name is empty.' : null) },
  {
    code: 'no_images',
    problemOf: ({ name, urls }) => (urls.length === 0 ? `${quoted(name)} has no image URL.` : null),
  },
  {
    code: 'too_many_urls',
    problemOf: ({ urls }, { limits: { maxUrlsPerRow } }) =>
      urls.length > maxUrlsPerRow ? `${urls.length} image URLs, at most ${maxUrlsPerRow} are allowed.` : null,
  },
  { code: 'invalid_url', problemOf: unusableUrl },
  { code: 'malformed_row', problemOf: excessCell },
  { code: 'row_too_large', problemOf: excessBytes },
];

function unclosedQuote({ cells }: Product, { delimiter }: RowRules): string | null {
  const trace = cells.find((cell) => swallowsRows(cell, delimiter));
  return trace === undefined ? null : `A quote is not closed where it should be: ${quoted(trace)}.`;
}

function unusableUrl({ urls }: Product): string | null {
  for (const url of urls) {
    const problem = urlProblem(url);
    if (problem) return `${quoted(url)} ${problem}.`;
  }
  return null;
}

function excessCell({ cells }: Product, { columns }: RowRules): string | null {
  const width = rowWidth(columns);
  const excess = cells[width];
  return excess === undefined ? null : `The row has more than ${width} cells; ${quoted(excess)} is too many.`;
}

const IMAGE_ID = '0'.repeat(32);
/** What JSON adds to a text, and to an image: quotes, commas, keys and the id. */
const BYTES_BESIDE_TEXT = 3;
const BYTES_BESIDE_URL = 60;
/** The most bytes a UTF-16 unit can take in JSON: \u0000. */
const BYTES_PER_UNIT = 6;

/** A product has to fit its event. The exact size is worked out only when it may matter. */
function excessBytes({ serial, name, cells, urls }: Product, { limits }: RowRules): string | null {
  let units = serial.length + name.length;
  for (const cell of cells) units += cell.length + BYTES_BESIDE_TEXT;
  for (const url of urls) units += url.length + BYTES_BESIDE_URL;
  if (units * BYTES_PER_UNIT <= limits.maxRowBytes) return null;
  const images = urls.map((url) => ({ url, imageId: IMAGE_ID }));
  const bytes = Buffer.byteLength(JSON.stringify({ serial, name, cells, images }));
  return bytes > limits.maxRowBytes
    ? `The row takes ${bytes} bytes, at most ${limits.maxRowBytes} are allowed.`
    : null;
}
