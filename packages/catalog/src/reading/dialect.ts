import type { Columns, Upload } from '@halftone/contracts';
import { isAnswered } from '../columns/column-choice.ts';
import { type ColumnOptions, columnsOf, meaningOf, readsByPosition, type Seen } from '../columns/columns.ts';
import { type FirstRow, headerAmong } from '../columns/header-line.ts';
import { CatalogueError } from '../faults.ts';
import { RecordSplitter } from './record-splitter.ts';

/** How a catalogue file is to be read. */
export type Dialect = Pick<
  Upload,
  'encoding' | 'encodingFrom' | 'delimiter' | 'columns' | 'container' | 'sheet'
>;

/** In the order of preference where nothing tells them apart. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The header travels in an event; one that is not complete in the first bytes of the file is longer than this too. */
const MAX_HEADER_BYTES = 32 * 1024;

/** A first line that Excel writes and reads to say which delimiter follows. */
export const DELIMITER_LINE = /^[\s\ufeff]*"?sep=([,;\t|])"?(?:\r\n|[\r\n]|$)/i;

/** The rows of a file's beginning that are looked at: enough for titles above the header and to see what columns hold. */
const ROWS_LOOKED_AT = 200;

/**
 * Delimiter and columns of a file that begins with this text.
 * @throws CatalogueError when the first rows do not tell the columns
 */
export function delimiterAndColumns(
  head: string,
  options: ColumnOptions = {},
): { delimiter: string; columns: Columns } {
  const declared = DELIMITER_LINE.exec(head)?.[1];
  const candidates = (declared === undefined ? DELIMITERS : [declared])
    .map((delimiter) => {
      const seen = headerAmong(firstRows(head, delimiter), options.choice);
      return { delimiter, seen, likelihood: seen ? likelihood(seen, options) : -1 };
    })
    .sort((a, b) => b.likelihood - a.likelihood);
  const best = candidates[0];
  if (!best?.seen) throw new CatalogueError('missing_columns', 'The file has no readable first line.');
  return { delimiter: best.delimiter, columns: columnsIn(best.seen, options) };
}

/**
 * The columns of a file that begins with these rows.
 * @param products the same rows as products are read from them, where that differs
 * @throws CatalogueError when they do not tell them
 */
export function columnsAmong(
  rows: readonly FirstRow[],
  options: ColumnOptions = {},
  products: readonly FirstRow[] = rows,
): Columns {
  const seen = headerAmong(rows, options.choice);
  if (!seen) throw new CatalogueError('missing_columns', 'The file has no readable first line.');
  const { dataLine } = seen.lines;
  const sample = products.filter(({ line }) => line >= dataLine).map(({ cells }) => cells);
  return columnsIn({ ...seen, sample }, options);
}

function columnsIn(seen: Seen, options: ColumnOptions): Columns {
  if (Buffer.byteLength(JSON.stringify(seen.header)) > MAX_HEADER_BYTES) {
    throw new CatalogueError('header_too_large', `The first row has more than ${MAX_HEADER_BYTES} bytes.`);
  }
  return columnsOf(seen, options);
}

/** The head is split in pieces of this many characters, until there are enough rows. */
const PIECE = 4096;

/** The first rows, without one that only says which delimiter follows. The head may end in the middle of the last. */
function firstRows(head: string, delimiter: string): FirstRow[] {
  const splitter = new RecordSplitter({
    delimiter,
    maxLength: Number.POSITIVE_INFINITY,
    isRow: () => false,
  });
  const rows: FirstRow[] = [];
  for (let start = 0; start < head.length && rows.length < ROWS_LOOKED_AT; start += PIECE) {
    rows.push(...splitter.push(head.slice(start, start + PIECE)));
  }
  if (rows.length < ROWS_LOOKED_AT) rows.push(...splitter.end().filter(({ flaw }) => !flaw?.certain));
  const [first] = rows;
  if (first && DELIMITER_LINE.test(first.cells.join(delimiter))) rows.shift();
  return rows.slice(0, ROWS_LOOKED_AT);
}

/** How well the rows fit: what the header means counts most, then serial, name and URL by position, then more cells. */
function likelihood({ header, sample }: Seen, { choice }: ColumnOptions): number {
  const chosen = choice && isAnswered(choice, header) ? 1 : 0;
  const byPosition = readsByPosition(header) ? 1 : 0;
  const cells = Math.min(header.length, 999);
  return chosen * 1e6 + meaningOf(header, sample) * 10_000 + byPosition * 1000 + cells;
}
