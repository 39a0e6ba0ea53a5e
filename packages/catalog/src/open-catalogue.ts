import { isBlank } from './cells.ts';
import { DELIMITER_LINE, type Dialect, delimiterAndColumns } from './dialect.ts';
import { binaryDisguise, textDisguise } from './disguises.ts';
import { decoded, headText, type Reading, readingOf } from './encoding.ts';
import { CatalogueError, quoted, rowFault } from './faults.ts';
import { type CatalogueLimits, DEFAULT_LIMITS } from './limits.ts';
import { type CatalogueEntry, productOf, type RowRules } from './product-row.ts';
import { type CsvRecord, readRecords, UnreadableRestError } from './records.ts';

export type Catalogue = {
  /**
   * How the file is read. The encoding is final once all batches were read: a file whose first 64 kB are plain ASCII
   * may turn out to be Windows-1252 later.
   */
  readonly dialect: Dialect;
  /**
   * The rows in the order of the file, in batches as they come. To be read once, to the end or not at all.
   * @throws CatalogueError when there are too many rows, or none
   */
  batches(): AsyncGenerator<CatalogueEntry[]>;
};

export type CatalogueOptions = {
  limits?: Partial<CatalogueLimits>;
  /** How to read the file, when it is known from an earlier reading. */
  dialect?: Dialect;
};

/** Enough to see the header, and to tell the encoding of most files. */
const HEAD_BYTES = 64 * 1024;

/**
 * Opens a catalogue file: reads as far as needed to know its encoding, delimiter and columns.
 * @throws CatalogueError when the file as a whole is no catalogue
 */
export async function openCatalogue(
  source: AsyncIterable<Uint8Array>,
  options: CatalogueOptions = {},
): Promise<Catalogue> {
  const { head, whole } = await peek(source, HEAD_BYTES);
  const reading: Reading = options.dialect
    ? { encoding: options.dialect.encoding, certain: true, damaged: false }
    : readingOf(head);
  const { delimiter, columns } = options.dialect ?? dialectOf(head, reading.encoding);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  return {
    get dialect() {
      return { encoding: reading.encoding, delimiter, columns };
    },
    batches: () =>
      products(readRecords(decoded(whole, reading), delimiter), { delimiter, columns, limits }, reading),
  };
}

/** The first bytes, and the whole source again. */
async function peek(source: AsyncIterable<Uint8Array>, size: number) {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let ended = false;
  for (let bytes = 0; bytes < size && !ended; ) {
    const next = await iterator.next();
    if (next.done) ended = true;
    else {
      chunks.push(next.value);
      bytes += next.value.length;
    }
  }
  const head = Buffer.concat(chunks);
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield head;
    if (!ended) yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head, whole: whole() };
}

function dialectOf(head: Buffer, encoding: string) {
  const text = headText(head, encoding);
  if (text.trim() === '') throw new CatalogueError('empty_file', 'The file is empty.');
  const disguise = (encoding.startsWith('utf-16') ? null : binaryDisguise(head)) ?? textDisguise(text);
  if (disguise) throw new CatalogueError('not_csv', `This is no CSV; it seems to be ${disguise}.`);
  return delimiterAndColumns(text);
}

async function* products(
  records: AsyncIterable<CsvRecord[]>,
  rules: RowRules,
  reading: Reading,
): AsyncGenerator<CatalogueEntry[]> {
  const rows = rowReader(rules, reading);
  try {
    for await (const batch of records) {
      const entries = rows.read(batch);
      if (entries.length > 0) yield entries;
    }
  } catch (error) {
    if (!(error instanceof UnreadableRestError)) throw error;
    const detail = 'A quote is opened and not closed; the file was not read further.';
    yield [rowFault(error.line, 'malformed_row', detail)];
    return;
  }
  if (rows.count === 0) throw new CatalogueError('no_products', 'The file has a header but no products.');
}

/** Turns records into products and faults; knows where the header ends and which row comes next. */
function rowReader(rules: RowRules, reading: Reading) {
  const { columns, delimiter, limits } = rules;
  let headerIsDue = columns.header.length > 0;
  let products = 0;
  let count = 0;

  const entryOf = (record: CsvRecord): CatalogueEntry | null => {
    const { line, cells } = record;
    if (isBlank(cells) || (line === 1 && DELIMITER_LINE.test(cells.join(delimiter)))) return null;
    if (headerIsDue) {
      headerIsDue = false;
      return null;
    }
    if (++count > limits.maxRows) {
      throw new CatalogueError('too_many_rows', `The file has more than ${limits.maxRows} rows.`);
    }
    const garbled = reading.damaged && cells.find((cell) => /[\0\ufffd]/.test(cell));
    if (garbled) {
      return rowFault(line, 'invalid_characters', `${quoted(garbled)} is not valid ${reading.encoding}.`);
    }
    const entry = productOf(record, products + 1, rules);
    if ('product' in entry) products++;
    return entry;
  };

  return {
    get count() {
      return count;
    },
    read: (records: CsvRecord[]) => records.map(entryOf).filter((entry) => entry !== null),
  };
}
