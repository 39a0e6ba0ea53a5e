import type { Buffer } from 'node:buffer';
import type { ColumnOptions } from './columns/columns.ts';
import { CatalogueError } from './faults.ts';
import type { OpenedFile } from './opened-file.ts';
import { type Dialect, delimiterAndColumns } from './reading/dialect.ts';
import { binaryDisguise, textDisguise } from './reading/disguises.ts';
import { decoded, headText, type Reading, readingOf } from './reading/encoding.ts';
import { readRecords } from './reading/records.ts';

/** The first bytes of a file, and the whole of it. */
export type PeekedFile = { head: Buffer; whole: AsyncIterable<Uint8Array> };

/**
 * Opens a CSV file.
 * @throws CatalogueError when it is none
 */
export function openCsv(
  { head, whole }: PeekedFile,
  options: { dialect?: Dialect | undefined } & ColumnOptions,
  container?: Dialect['container'],
): OpenedFile {
  const { dialect } = options;
  const reading: Reading = dialect
    ? { encoding: dialect.encoding, certain: true, damaged: false }
    : readingOf(head);
  const { delimiter, columns } = dialect ?? dialectOf(head, reading.encoding, options);
  return {
    get dialect() {
      return { encoding: reading.encoding, delimiter, columns, ...(container && { container }) };
    },
    reading,
    quoted: true,
    records: () => readRecords(decoded(whole, reading), delimiter),
  };
}

function dialectOf(head: Buffer, encoding: string, options: ColumnOptions) {
  const text = headText(head, encoding);
  if (text.trim() === '') throw new CatalogueError('empty_file', 'The file is empty.');
  const disguise = (encoding.startsWith('utf-16') ? null : binaryDisguise(head)) ?? textDisguise(text);
  if (disguise)
    throw new CatalogueError(disguise.code, `This is not a CSV file; it looks like ${disguise.what}.`);
  return delimiterAndColumns(text, options);
}
