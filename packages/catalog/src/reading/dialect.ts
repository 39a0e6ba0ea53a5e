import type { Columns, Upload } from '@halftone/contracts';
import { parse } from 'csv-parse/sync';
import { isAnswered } from '../columns/column-choice.ts';
import { type ColumnOptions, columnsOf, meaningOf, readsByPosition, type Seen } from '../columns/columns.ts';
import { type FirstRow, headerAmong } from '../columns/header-line.ts';
import { asBefore } from '../csv-text.ts';
import { CatalogueError } from '../faults.ts';
import { lineBreaksIn } from './records.ts';

/** How a catalogue file is to be read. */
export type Dialect = Pick<Upload, 'encoding' | 'delimiter' | 'columns' | 'container' | 'sheet'>;

/** In the order of preference where nothing tells them apart. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The header travels in an event; one that is not complete in the first bytes of the file is longer than this too. */
const MAX_HEADER_BYTES = 32 * 1024;

/** A first line that Excel writes and reads to say which delimiter follows. */
export const DELIMITER_LINE = /^"?sep=([,;\t|])"?(?:\r\n|[\r\n]|$)/i;

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
  const text = head.replace(DELIMITER_LINE, '');
  const linesAbove = text.length < head.length ? 1 : 0;
  const candidates = (declared === undefined ? DELIMITERS : [declared])
    .map((delimiter) => {
      const seen = headerAmong(firstRows(text, delimiter, linesAbove), options.choice);
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

/** The first rows; none when a quote in them is not closed, as happens with the wrong delimiter. */
function firstRows(text: string, delimiter: string, linesAbove: number): FirstRow[] {
  const rows: FirstRow[] = [];
  let line = 1 + linesAbove;
  try {
    parse(text, {
      delimiter,
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_quotes: true,
      relax_column_count: true,
      to: ROWS_LOOKED_AT,
      on_record: (cells: string[]) => {
        rows.push({ line, cells: asBefore(cells) });
        line += 1 + lineBreaksIn(cells);
        return null;
      },
    });
  } catch {
    // The text ends somewhere in the middle of the file, perhaps inside quotes; what was whole is what there is.
  }
  return rows;
}

/** How well the rows fit: what the header means counts most, then serial, name and URL by position, then more cells. */
function likelihood({ header, sample }: Seen, { choice }: ColumnOptions): number {
  const chosen = choice && isAnswered(choice, header) ? 1 : 0;
  const byPosition = readsByPosition(header) ? 1 : 0;
  const cells = Math.min(header.length, 999);
  return chosen * 1e6 + meaningOf(header, sample) * 10_000 + byPosition * 1000 + cells;
}
