import { rowTest } from './cells/cells.ts';
import { layoutOf } from './columns/layout.ts';
import { CatalogueError } from './faults.ts';
import { type CatalogueLimits, DEFAULT_LIMITS } from './limits.ts';
import { type Dialect, delimiterAndColumns } from './reading/dialect.ts';
import { binaryDisguise, textDisguise } from './reading/disguises.ts';
import { decoded, type EncodingHints, headText, readingIn, readingOf } from './reading/encoding.ts';
import type { Encoding } from './reading/encodings.ts';
import { readRecords } from './reading/records.ts';
import { slices } from './reading/slices.ts';
import { productReader } from './rows/product-reader.ts';
import type { CatalogueEntry } from './rows/product-row.ts';

export type Catalogue = {
  /**
   * How the file is read. The encoding is final once all batches were read: a file whose first 64 kB are plain ASCII
   * may turn out to be in an older encoding later.
   */
  readonly dialect: Dialect;
  /** How many products of a shop's export were left out, as they have no image; final once all batches were read. */
  readonly withoutImages: number;
  /**
   * The products and the bad rows in the order of the file, in batches as they come. To be read once, to the end or not at all.
   * @throws CatalogueError when there are too many rows, or none
   */
  batches(): AsyncGenerator<CatalogueEntry[]>;
};

export type CatalogueOptions = {
  limits?: Partial<CatalogueLimits>;
  /** How to read the file, when it is known from an earlier reading. */
  dialect?: Dialect;
  /** What is said of its encoding, where it is read for the first time. */
  encoding?: EncodingHints;
  /** Ends the reading at once, with the signal's reason. */
  signal?: AbortSignal;
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
  const reading = options.dialect
    ? readingIn(options.dialect.encoding, options.dialect.encodingFrom ?? 'bytes')
    : await readingOf(refuseDisguise(head), options.encoding);
  const { delimiter, columns } = options.dialect ?? dialectOf(head, reading.encoding);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const reader = productReader({ delimiter, columns, limits, layout: layoutOf(columns) }, reading);
  const splitRules = { delimiter, maxLength: limits.maxRowBytes, isRow: rowTest(columns, delimiter) };
  return {
    get dialect() {
      return { encoding: reading.encoding, encodingFrom: reading.from, delimiter, columns };
    },
    get withoutImages() {
      return reader.withoutImages;
    },
    batches: () => reader.entries(readRecords(decoded(slices(whole, options.signal), reading), splitRules)),
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

/** @throws CatalogueError when the file begins as no text does */
function refuseDisguise(head: Buffer): Buffer {
  const disguise = binaryDisguise(head);
  if (disguise) throw notCsv(disguise);
  return head;
}

function dialectOf(head: Buffer, encoding: Encoding) {
  const text = headText(head, encoding);
  if (text.trim() === '') throw new CatalogueError('empty_file', 'The file is empty.');
  const disguise = textDisguise(text);
  if (disguise) throw notCsv(disguise);
  return delimiterAndColumns(text);
}

const notCsv = (disguise: string) =>
  new CatalogueError('not_csv', `This is no CSV; it seems to be ${disguise}.`);
