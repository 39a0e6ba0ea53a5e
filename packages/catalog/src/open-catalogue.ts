import { Buffer } from 'node:buffer';
import type { ColumnOptions } from './columns/columns.ts';
import { layoutOf } from './columns/layout.ts';
import { compoundFileFault } from './containers/compound-file.ts';
import { wrappingOf } from './containers/first-bytes.ts';
import { gunzipped } from './containers/gzip.ts';
import { spoolToFile } from './containers/spool.ts';
import { zipContent } from './containers/zip-content.ts';
import { type CatalogueLimits, DEFAULT_LIMITS } from './limits.ts';
import { openCsv, type PeekedFile } from './open-csv.ts';
import { openSheet } from './open-sheet.ts';
import type { OpenedFile } from './opened-file.ts';
import type { Dialect } from './reading/dialect.ts';
import type { EncodingHints } from './reading/encoding.ts';
import type { IgnoredImageColumn } from './rows/ignored-images.ts';
import { productReader } from './rows/product-reader.ts';
import type { CatalogueEntry } from './rows/product-row.ts';
import { tooLarge } from './workbook/faults.ts';
import { WORKBOOK_LIMITS } from './workbook/limits.ts';
import { openArchive } from './workbook/package/parts.ts';

/** To be disposed of: a workbook lies in a temporary file meanwhile. */
export type Catalogue = AsyncDisposable & {
  /**
   * How the file is read. The encoding is final once all batches were read: a file whose first 64 kB are plain ASCII
   * may turn out to be in an older encoding later.
   */
  readonly dialect: Dialect;
  /** How many products of a shop's export were left out, as they have no image; final once all batches were read. */
  readonly withoutImages: number;
  /** Columns with image URLs that were not taken; final once all batches were read. */
  readonly ignoredImageColumns: IgnoredImageColumn[];
  /** The visible sheets of a workbook, the one that is read first; none of any other file. */
  readonly sheets: readonly string[];
  /**
   * The products and the bad rows in the order of the file, in batches as they come. To be read once, to the end or not at all.
   * @throws CatalogueError when there are too many rows, or none
   */
  batches(): AsyncGenerator<CatalogueEntry[]>;
};

export type CatalogueOptions = {
  limits?: Partial<CatalogueLimits>;
  /** The sheet of a workbook to read, by its name; else the first that is visible. */
  sheet?: string | undefined;
  /** How to read the file, when it is known from an earlier reading. */
  dialect?: Dialect;
  /** What is said of its encoding, where it is read for the first time. */
  encoding?: EncodingHints | undefined;
  /** Ends the reading at once, with the signal's reason. */
  signal?: AbortSignal | undefined;
} & ColumnOptions;

/** Enough to see the header, and to tell the encoding of most files. */
const HEAD_BYTES = 64 * 1024;

/**
 * Opens a catalogue file: reads as far as needed to know its encoding, delimiter and columns. A CSV is read as it comes, also
 * out of a gzip archive; a workbook or a ZIP archive is written to a temporary file first, as its directory stands at its
 * end. Which of them it is, its bytes say.
 * @throws CatalogueError when the file as a whole is no catalogue
 */
export async function openCatalogue(
  source: AsyncIterable<Uint8Array>,
  options: CatalogueOptions = {},
): Promise<Catalogue> {
  await using held = new AsyncDisposableStack();
  const file = await openFile(source, options, held);
  const { columns, delimiter } = file.dialect;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const rules = { delimiter, columns, limits, layout: layoutOf(columns), quoted: file.quoted };
  const reader = productReader(rules, file.reading);
  const kept = held.move();
  return {
    get dialect() {
      return file.dialect;
    },
    get withoutImages() {
      return reader.withoutImages;
    },
    get ignoredImageColumns() {
      return reader.ignoredImageColumns;
    },
    sheets: file.sheets ?? [],
    batches: () => reader.entries(file.records()),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** @param held takes what has to be let go of in the end */
async function openFile(
  source: AsyncIterable<Uint8Array>,
  options: CatalogueOptions,
  held: AsyncDisposableStack,
): Promise<OpenedFile> {
  const peeked = await peek(source);
  switch (wrappingOf(peeked.head)) {
    case 'zip': {
      const archive = await spooledArchive(peeked.whole, held);
      const content = await zipContent(archive);
      if (content.kind === 'workbook') return openSheet(archive, options, held);
      return openCsv(await peek(archive.read(content.part)), options, 'zip');
    }
    case 'gzip':
      return openCsv(await peek(gunzipped(peeked.whole)), options, 'gzip');
    case 'compound':
      throw await compoundFileFault(peeked.whole);
    default:
      return openCsv(peeked, options);
  }
}

async function spooledArchive(source: AsyncIterable<Uint8Array>, held: AsyncDisposableStack) {
  const { maxBytes } = WORKBOOK_LIMITS;
  const excess = () => tooLarge(`The workbook or archive is larger than ${maxBytes} bytes.`);
  const { handle } = held.use(await spoolToFile(source, { maxBytes, excess }));
  return openArchive(handle, WORKBOOK_LIMITS);
}

/** The first bytes, and the whole source again. */
async function peek(source: AsyncIterable<Uint8Array>): Promise<PeekedFile> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let ended = false;
  for (let bytes = 0; bytes < HEAD_BYTES && !ended; ) {
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
