import type { Columns, Upload } from '@halftone/contracts';
import { parse } from 'csv-parse/sync';
import { columnsOf, namedColumns, readsByPosition } from '../columns/columns.ts';
import { asBefore } from '../csv-text.ts';
import { CatalogueError } from '../faults.ts';

/** How a catalogue file is to be read. */
export type Dialect = Pick<Upload, 'encoding' | 'delimiter' | 'columns' | 'container' | 'sheet'>;

/** In the order of preference where nothing tells them apart. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The header travels in an event; one that is not complete in the first bytes of the file is longer than this too. */
const MAX_HEADER_BYTES = 32 * 1024;

/** A first line that Excel writes and reads to say which delimiter follows. */
export const DELIMITER_LINE = /^"?sep=([,;\t|])"?(?:\r\n|[\r\n]|$)/i;

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
  return { delimiter: best.delimiter, columns: columnsAmong([best.firstRow]) };
}

/**
 * The columns of a file that begins with these rows.
 * @throws CatalogueError when the first row does not tell them
 */
export function columnsAmong([firstRow = []]: readonly string[][]): Columns {
  if (Buffer.byteLength(JSON.stringify(firstRow)) > MAX_HEADER_BYTES) {
    throw new CatalogueError('header_too_large', `The first row has more than ${MAX_HEADER_BYTES} bytes.`);
  }
  return columnsOf(firstRow);
}

/** The first row that is not blank; empty when a quote in it is not closed, as happens with the wrong delimiter. */
function firstRowOf(text: string, delimiter: string): string[] {
  try {
    const rows = parse(text, {
      delimiter,
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_quotes: true,
      skip_records_with_empty_values: true,
      to: 1,
    });
    return asBefore(rows[0] ?? []);
  } catch {
    return [];
  }
}

/** How well a first row fits: known names count most, then serial, name and URL by position, then more cells. */
function likelihood(firstRow: string[]): number {
  const known = Object.values(namedColumns(firstRow)).filter((position) => position !== null).length;
  const byPosition = readsByPosition(firstRow) ? 1 : 0;
  return known * 10_000 + byPosition * 1000 + Math.min(firstRow.length, 999);
}
