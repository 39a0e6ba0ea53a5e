import {
  CatalogueError,
  type CatalogueLimits,
  type Dialect,
  type IgnoredImageColumn,
  openCatalogue,
  type Product,
  SpoolFullError,
  UniqueImages,
} from '@halftone/catalog';
import { DEFAULT_RECIPE, imageIdOf } from '@halftone/contracts';
import { FAULTS_LISTED } from '../problems/field-faults.ts';
import { type Fault, Problem } from '../problems/problems.ts';
import type { IncomingFile } from './incoming-file.ts';

export type Limits = CatalogueLimits & { maxImages: number };

export type InspectedCatalogue = {
  dialect: Dialect;
  /** `duplicates` are the image URLs that repeat an earlier one. */
  totals: {
    products: number;
    images: number;
    duplicates: number;
    rejected: number;
    /** Products of a shop's export that have no image, and so are left out without being bad. */
    withoutImages: number;
  };
  /** Columns with image URLs that are not taken. */
  ignoredImageColumns: IgnoredImageColumn[];
  /** The first of the bad rows. */
  faults: Fault[];
  /** The visible sheets of a workbook, the one that was read first. */
  sheets: readonly string[];
  /** The first products, as they were read. */
  examples: Pick<Product, 'line' | 'serial' | 'name' | 'urls'>[];
};

const EXAMPLES_SHOWN = 5;

export type InspectOptions = {
  /** Ends the reading at once, with its reason. */
  signal?: AbortSignal | undefined;
  /** Told of every image once, in the order of the file. */
  seen?: ((url: string, product: Product, columns: Dialect['columns']) => void) | undefined;
};

/** What the reader has to know of a file. */
type ReadableFile = Pick<IncomingFile, 'content' | 'placeOf' | 'options'>;

/**
 * When so many rows are bad, and hardly any good, the file is not read further: whatever comes, most of it was not meant
 * as this catalogue is read.
 */
const HOPELESS = [
  { bad: 1_000, goodAtMost: 0 },
  { bad: 10_000, goodAtMost: 100 },
] as const;

/**
 * Reads a catalogue to its end, counts what is in it, and lists the bad rows.
 * @throws Problem `invalid_catalogue` that says why the file is no catalogue at all
 */
export async function inspectCatalogue(
  file: ReadableFile,
  limits: Partial<Limits>,
  { signal, seen }: InspectOptions = {},
): Promise<InspectedCatalogue> {
  try {
    return await count(file, { ...limits, signal, seen });
  } catch (err) {
    if (err instanceof SpoolFullError) throw noRoom(err);
    if (!(err instanceof CatalogueError)) throw err;
    const { code, message, hint, seen } = err;
    const errors = [{ code, detail: message, hint }];
    throw new Problem('invalid_catalogue', message, { hint, errors, seen });
  }
}

async function count(
  { content, placeOf, options }: ReadableFile,
  { maxImages = Number.POSITIVE_INFINITY, signal, seen, ...limits }: Partial<Limits> & InspectOptions,
): Promise<InspectedCatalogue> {
  await using catalogue = await openCatalogue(content, { limits, signal, ...options });
  using images = new UniqueImages();
  const faults: Fault[] = [];
  const examples: InspectedCatalogue['examples'] = [];
  const found = { products: 0, urls: 0, rejected: 0 };
  for await (const batch of catalogue.batches()) {
    for (const entry of batch) {
      if ('fault' in entry) {
        if (++found.rejected <= FAULTS_LISTED) faults.push(placed(entry.fault, placeOf));
      } else {
        if (++found.products <= EXAMPLES_SHOWN) examples.push(entry.product);
        found.urls += entry.product.urls.length;
        // The recipe may come after the file; as many images are unique under one as under another.
        for (const url of entry.product.urls) {
          const isNew = images.add(imageIdOf(url, DEFAULT_RECIPE));
          if (isNew) seen?.(url, entry.product, catalogue.dialect.columns);
        }
      }
    }
    if (images.size > maxImages) throw tooManyImages(maxImages);
    if (isHopeless(found)) throw hopeless(found, faults);
  }
  const { products, urls, rejected } = found;
  // Only now: both are certain once everything was read.
  const { dialect, withoutImages, ignoredImageColumns, sheets } = catalogue;
  const totals = { products, images: images.size, duplicates: urls - images.size, rejected, withoutImages };
  return { dialect, totals, ignoredImageColumns, faults, sheets, examples };
}

const RETRY_AFTER_SECONDS = 10;

const noRoom = (cause: SpoolFullError) =>
  new Problem('overloaded', 'There is no room for another workbook at the moment.', {
    cause,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });

const isHopeless = ({ products, rejected }: { products: number; rejected: number }) =>
  HOPELESS.some(({ bad, goodAtMost }) => rejected >= bad && products <= goodAtMost);

function hopeless({ products, rejected }: { products: number; rejected: number }, faults: Fault[]): Problem {
  const good = products === 0 ? 'none is good' : `only ${products} good`;
  const [first] = faults;
  const detail = `${rejected} rows are bad and ${good}, so the file was not read further. The first ${placeIn(first)}: ${first?.detail}`;
  return new Problem('invalid_catalogue', detail, { errors: faults });
}

const placeIn = (fault: Fault | undefined) =>
  fault?.line === undefined ? `is ${fault?.field}` : `on line ${fault.line}`;

function placed(fault: Fault & { line: number }, placeOf: IncomingFile['placeOf']): Fault {
  if (!placeOf) return fault;
  const { line, ...rest } = fault;
  return { field: placeOf(line), ...rest };
}

function tooManyImages(maxImages: number): Problem {
  const detail = `The file has more than ${maxImages} images.`;
  const hint = 'Split the catalogue into several files, or have the operator raise the limit.';
  return new Problem('invalid_catalogue', detail, {
    hint,
    errors: [{ code: 'too_many_images', detail, hint }],
  });
}

/** Whether a catalogue can be worked on: with bad rows only where they are to be skipped. */
export function isUsable({ totals }: InspectedCatalogue, invalidRows: 'reject' | 'skip'): boolean {
  return totals.products > 0 && (totals.rejected === 0 || invalidRows === 'skip');
}

/** The refusal of a catalogue for its bad rows. */
export function badRows({ totals: { rejected }, faults }: InspectedCatalogue): Problem {
  const [first] = faults;
  const rows = rejected === 1 ? 'One row is bad' : `${rejected} rows are bad`;
  const detail = `${rows}${first ? `, the first ${placeIn(first)}: ${first.detail}` : '.'}`;
  return new Problem('invalid_catalogue', detail, {
    errors: faults,
    errorsOmitted: rejected - faults.length,
  });
}
