import type { Buffer } from 'node:buffer';
import { rowTest } from './cells/cells.ts';
import type { ColumnOptions } from './columns/columns.ts';
import { CatalogueError } from './faults.ts';
import { type CatalogueLimits, DEFAULT_LIMITS } from './limits.ts';
import type { OpenedFile } from './opened-file.ts';
import { type Dialect, delimiterAndColumns } from './reading/dialect.ts';
import { binaryDisguise, type Disguise, textDisguise } from './reading/disguises.ts';
import { decoded, type EncodingHints, headText, readingIn, readingOf } from './reading/encoding.ts';
import type { Encoding } from './reading/encodings.ts';
import { readRecords } from './reading/records.ts';
import { slices } from './reading/slices.ts';

/** The first bytes of a file, and the whole of it. */
export type PeekedFile = { head: Buffer; whole: AsyncIterable<Uint8Array> };

type CsvOptions = {
  limits?: Partial<CatalogueLimits>;
  dialect?: Dialect | undefined;
  encoding?: EncodingHints | undefined;
  signal?: AbortSignal | undefined;
} & ColumnOptions;

/**
 * Opens a CSV file.
 * @throws CatalogueError when it is none
 */
export async function openCsv(
  { head, whole }: PeekedFile,
  options: CsvOptions,
  container?: Dialect['container'],
): Promise<OpenedFile> {
  const { dialect, encoding, signal, limits: { maxRowBytes = DEFAULT_LIMITS.maxRowBytes } = {} } = options;
  const reading = dialect
    ? readingIn(dialect.encoding, dialect.encodingFrom ?? 'bytes')
    : await readingOf(refuseDisguise(head), encoding);
  const { delimiter, columns } = dialect ?? dialectOf(head, reading.encoding, options);
  const rules = { delimiter, maxLength: maxRowBytes, isRow: rowTest(columns, delimiter) };
  return {
    get dialect() {
      const { encoding, from: encodingFrom } = reading;
      return { encoding, encodingFrom, delimiter, columns, ...(container && { container }) };
    },
    reading,
    quoted: true,
    records: () => readRecords(decoded(slices(whole, signal), reading), rules),
  };
}

/** @throws CatalogueError when the file begins as no text does */
function refuseDisguise(head: Buffer): Buffer {
  const disguise = binaryDisguise(head);
  if (disguise) throw notCsv(disguise);
  return head;
}

function dialectOf(head: Buffer, encoding: Encoding, options: ColumnOptions) {
  const text = headText(head, encoding);
  if (text.trim() === '') throw new CatalogueError('empty_file', 'The file is empty.');
  const disguise = textDisguise(text);
  if (disguise) throw notCsv(disguise);
  return delimiterAndColumns(text, options);
}

const notCsv = ({ code, what }: Disguise) =>
  new CatalogueError(code, `This is not a CSV file; it looks like ${what}.`);
