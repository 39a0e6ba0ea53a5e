import type { Columns } from '@halftone/contracts';
import { quoted, type RowFault, rowFault } from './faults.ts';
import { looksLikeUrl, splitUrls, urlProblem } from './image-urls.ts';
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
  urls: string[];
};

export type CatalogueEntry = { product: Product } | { fault: RowFault };

export type RowRules = { columns: Columns; delimiter: string; limits: CatalogueLimits };

/** Whether a row is blank: no cell has anything in it. */
export const isBlank = (cells: string[]) => cells.every((cell) => cell.trim() === '');

/**
 * Makes a product of a record, or says what is wrong with it.
 * @param row the position the product will have
 */
export function productOf(record: CsvRecord, row: number, rules: RowRules): CatalogueEntry {
  const { columns, limits } = rules;
  const { line } = record;
  const cells = gathered(record.cells, rules);
  const name = (cells[columns.name] ?? '').trim();
  const urls = splitUrls(cells[columns.images] ?? '');
  const serial = (columns.serial === null ? '' : (cells[columns.serial] ?? '')).trim() || String(row);
  const product = { row, line, serial, name, cells, urls };

  const swallowed = cells.find((cell) => swallowsRows(cell, rules.delimiter));
  if (swallowed !== undefined) {
    return rowFault(line, 'malformed_row', `A quote is not closed where it should be: ${quoted(swallowed)}.`);
  }
  if (name === '') return rowFault(line, 'missing_name', 'The product name is empty.');
  if (urls.length === 0) return rowFault(line, 'no_images', `${quoted(name)} has no image URL.`);
  if (urls.length > limits.maxUrlsPerRow) {
    return rowFault(line, 'too_many_urls', `${urls.length} image URLs, at most ${limits.maxUrlsPerRow}.`);
  }
  for (const url of urls) {
    const problem = urlProblem(url);
    if (problem) return rowFault(line, 'invalid_url', `${quoted(url)} ${problem}.`);
  }
  const width = rowWidth(columns);
  if (cells.length > width) {
    return rowFault(
      line,
      'malformed_row',
      `${cells.length} cells where the file has ${width} columns; the first too many is ${quoted(cells[width] ?? '')}.`,
    );
  }
  if (exceeds(product, limits.maxRowBytes)) {
    return rowFault(line, 'row_too_large', `The row has more than ${limits.maxRowBytes} bytes.`);
  }
  return { product };
}

const POSITIONAL_WIDTH = 3;

const rowWidth = ({ header }: Columns) => header.length || POSITIONAL_WIDTH;

/**
 * Puts URLs that were not quoted, and so spilled into cells of their own, back into the cell of the image URLs: those
 * right after it, which push the rest of the row aside, and those beyond the last column.
 */
function gathered(cells: string[], { columns, delimiter }: RowRules): string[] {
  const width = rowWidth(columns);
  if (cells.length <= width) return cells;
  const tooMany = cells.length - width;
  const after = cells.slice(columns.images + 1, columns.images + 1 + tooMany);
  const others = after.findIndex((cell) => !looksLikeUrl(cell));
  const spilled = others === -1 ? after : after.slice(0, others);
  const rest = cells.toSpliced(
    columns.images,
    1 + spilled.length,
    [cells[columns.images], ...spilled].join(delimiter),
  );
  const beyond = rest.slice(width);
  const urls = beyond.filter(looksLikeUrl);
  const row = rest.slice(0, width);
  if (urls.length > 0) row[columns.images] = [row[columns.images], ...urls].join(delimiter);
  return [...row, ...beyond.filter((cell) => cell.trim() !== '' && !looksLikeUrl(cell))];
}

/**
 * Whether a cell is the trace of a quote that was not closed: it begins with that quote, goes over the end of its line
 * and on to where a cell of a later line begins with a quote.
 */
function swallowsRows(cell: string, delimiter: string): boolean {
  if (!cell.startsWith('"')) return false;
  const lineEnd = cell.search(/[\r\n]/);
  if (lineEnd === -1) return false;
  const later = cell.slice(lineEnd);
  return (
    /[\r\n] *"/.test(later) ||
    later
      .split('"')
      .slice(0, -1)
      .some((text) => text.trimEnd().endsWith(delimiter))
  );
}

const IMAGE_ID_LENGTH = 32;
/** The most bytes a UTF-16 unit can take in JSON: \u0000. */
const MAX_BYTES_PER_UNIT = 6;

/** Whether a product would not fit its event. The exact size is worked out only when it may matter. */
function exceeds({ serial, name, cells, urls }: Product, maxBytes: number): boolean {
  const units = (texts: string[]) => texts.reduce((sum, text) => sum + text.length + 3, 0);
  const most = units([serial, name]) + units(cells) + units(urls) + urls.length * (IMAGE_ID_LENGTH + 24);
  if (most * MAX_BYTES_PER_UNIT <= maxBytes) return false;
  const imageId = '0'.repeat(IMAGE_ID_LENGTH);
  const images = urls.map((url) => ({ url, imageId }));
  return Buffer.byteLength(JSON.stringify({ serial, name, cells, images })) > maxBytes;
}
