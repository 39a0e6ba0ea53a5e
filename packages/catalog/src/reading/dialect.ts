import type { Columns } from '@halftone/contracts';
import { isBlank } from '../cells/cells.ts';
import { columnsOf, namedColumns, readsByPosition } from '../columns/columns.ts';
import { CatalogueError } from '../faults.ts';
import type { CatalogueRecord } from '../record.ts';
import type { EncodingSource } from './encoding.ts';
import type { Encoding } from './encodings.ts';
import { RecordSplitter } from './record-splitter.ts';
import { MAX_CELLS } from './row-in-hand.ts';

/** How a catalogue file is to be read, and where its encoding is known from. */
export type Dialect = {
  encoding: Encoding;
  encodingFrom?: EncodingSource;
  delimiter: string;
  columns: Columns;
};

/** In the order of preference where nothing tells them apart. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The header travels in an event; one that is not complete in the first bytes of the file is longer than this too. */
const MAX_HEADER_BYTES = 32 * 1024;

/** The header is looked for in pieces of this many characters. */
const LOOK_LENGTH = 4096;

/** A first line that Excel writes and reads to say which delimiter follows. */
export const DELIMITER_LINE = /^[\s\ufeff]*"?sep=([,;\t|])"?(?:\r\n|[\r\n]|$)/i;

/** A line above the header that is no row of the table: one cell, which begins as comments do. */
export const isComment = (cells: string[]) =>
  /^\s*#/.test(cells[0] ?? '') && cells.every((cell, index) => index === 0 || cell.trim() === '');

/**
 * Delimiter and columns of a file that begins with this text.
 * @throws CatalogueError when the first row does not tell the columns
 */
export function delimiterAndColumns(head: string): { delimiter: string; columns: Columns } {
  const declared = DELIMITER_LINE.exec(head)?.[1];
  const text = head.replace(DELIMITER_LINE, '');
  const candidates = (declared === undefined ? DELIMITERS : [declared])
    .map((delimiter) => ({ delimiter, firstRow: firstRowOf(text, delimiter) }))
    .sort((a, b) => likelihood(b.firstRow) - likelihood(a.firstRow));
  const best = candidates[0];
  if (!best || best.firstRow.length === 0) {
    throw new CatalogueError('missing_columns', 'The file has no readable first line.');
  }
  if (Buffer.byteLength(JSON.stringify(best.firstRow)) > MAX_HEADER_BYTES) {
    throw new CatalogueError('header_too_large', `The first row takes more than ${MAX_HEADER_BYTES} bytes.`);
  }
  return { delimiter: best.delimiter, columns: columnsOf(best.firstRow) };
}

/** The first row that is not blank; empty when a quote in it is not closed, as happens with the wrong delimiter. */
function firstRowOf(text: string, delimiter: string): string[] {
  const splitter = new RecordSplitter({ delimiter, maxLength: Number.POSITIVE_INFINITY, isRow: () => false });
  for (let start = 0; start < text.length; start += LOOK_LENGTH) {
    const rows = splitter.push(text.slice(start, start + LOOK_LENGTH));
    const first = rows.find(({ cells }) => !isBlank(cells) && !isComment(cells));
    if (first) return cellsOf(first);
  }
  const last = splitter.end().find(({ cells }) => !isBlank(cells) && !isComment(cells));
  return last ? cellsOf(last) : [];
}

const cellsOf = ({ cells, flaw }: CatalogueRecord) =>
  flaw?.certain && cells.length < MAX_CELLS ? [] : cells;

/** How well a first row fits: known names count most, then serial, name and URL by position, then more cells. */
function likelihood(firstRow: string[]): number {
  const known = Object.values(namedColumns(firstRow)).filter((position) => position !== null).length;
  const byPosition = readsByPosition(firstRow) ? 1 : 0;
  return known * 10_000 + byPosition * 1000 + Math.min(firstRow.length, 999);
}
