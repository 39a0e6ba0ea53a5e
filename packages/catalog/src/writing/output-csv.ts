import type { Columns } from '@halftone/contracts';
import { layoutOf } from '../columns/layout.ts';
import { csvText, withoutFormulas } from '../csv-text.ts';
import { quoted } from '../faults.ts';
import { imageAddressesIn } from '../rows/ignored-images.ts';
import { isOutputsHeading, OWN_HEADINGS } from '../systems/plain-headings.ts';

/** Why an image or a row failed, as the tables of reasons and faults say it. */
export type Failure = { code: string; detail: string; hint: string };

/** For a person, who reads what happened and what to do, and for a script, which looks for the code. */
export const failureText = ({ code, detail, hint }: Failure): string => `${detail} ${hint} (${code})`;

/** One product as the output file shows it. */
export type ListedRow = {
  serial: string;
  name: string;
  /** The cells of the input row, from which the further columns are taken. */
  cells: string[];
  /** In the order of the input; `output` is null for an image that failed or is not done yet. */
  images: ReadonlyArray<{
    url: string;
    output: string | null;
    error?: Failure;
    keptOriginal?: boolean;
    /** Why the output is a copy of an earlier one, or `no`. */
    reusedBy?: string;
  }>;
};

/** A row of the input that was no product, and why. */
export type RejectedRow = { cells: string[]; fault: Failure };

export type OutputRow = ListedRow | RejectedRow;

export type OutputRows = AsyncIterable<OutputRow> | Iterable<OutputRow>;

export type OutputHeader = {
  /** The columns of the input file. */
  columns: Columns;
  /** Whether any image failed or any row was rejected; only then is there a column `Errors`. */
  hasErrors: boolean;
  /** Headings of columns with image URLs that were not taken; rows that have some say so among the errors. */
  ignored?: readonly string[];
  /** Whether a column says which images are their unchanged originals. */
  showsKept?: boolean;
  /** Whether a column says which outputs are copies of earlier ones, and why. */
  showsReused?: boolean;
};

const ERRORS_COLUMN = 'Errors';
const KEPT_COLUMN = 'Kept Original';
const REUSED_COLUMN = 'Reused Output';

/**
 * The output file, piece by piece: a line for each product, and for each rejected row at its place. Our columns have the
 * input's own headings, the further columns of the input follow as they came; a product of several rows has those of its
 * first.
 */
export function outputCsv(header: OutputHeader, rows: OutputRows): AsyncGenerator<string> {
  return csvText(outputLines(header, rows));
}

async function* outputLines(
  { columns, hasErrors: anyFailed, ignored = [], ...shows }: OutputHeader,
  rows: OutputRows,
): AsyncGenerator<string[]> {
  const hasErrors = anyFailed || ignored.length > 0;
  const { images, group } = layoutOf(columns);
  const leftOut = leftOutIn(columns, ignored);
  const further = furtherColumns(columns, images);
  const titles = further.map(({ title }) => title);
  const ours = ourHeadings(columns, images, group !== undefined);
  const { showsKept = false, showsReused = false } = shows;
  const added = [
    ...(showsKept ? [KEPT_COLUMN] : []),
    ...(showsReused ? [REUSED_COLUMN] : []),
    ...(hasErrors ? [ERRORS_COLUMN] : []),
  ];
  yield withoutFormulas([...ours, ...titles, ...added]);
  for await (const row of rows) {
    const others = further.map(({ position }) => row.cells[position] ?? '');
    const { ours, errors } = 'fault' in row ? rejected(row, columns, images) : listed(row);
    yield withoutFormulas([
      ...ours,
      ...others,
      ...(showsKept ? [keptIn(row)] : []),
      ...(showsReused ? [reusedIn(row)] : []),
      ...(hasErrors ? [[errors, leftOut(row.cells)].filter(Boolean).join('; ')] : []),
    ]);
  }
}

/** For each image of a product, in order, whether its output is the unchanged original; empty where there is no output. */
const keptIn = (row: OutputRow): string =>
  'fault' in row
    ? ''
    : row.images
        .map(({ keptOriginal }) => (keptOriginal === undefined ? '' : String(keptOriginal)))
        .join(', ');

/** For each image of a product, in order, why its output is a copy, or `no`; empty where there is no output. */
const reusedIn = (row: OutputRow): string =>
  'fault' in row ? '' : row.images.map(({ reusedBy = '' }) => reusedBy).join(', ');

/** What a row says of image URLs that were not taken. */
function leftOutIn({ header }: Columns, ignored: readonly string[]) {
  const positions = header.flatMap((heading, at) => (ignored.includes(heading.trim()) ? [at] : []));
  return (cells: readonly string[]) =>
    positions
      .flatMap((at) => {
        const urls = imageAddressesIn(cells[at] ?? '').length;
        return urls === 0 ? [] : [`${quoted(header[at] ?? '')} has image URLs that were not taken: ${urls}`];
      })
      .join('; ');
}

/** Our four cells and the errors. */
type Outcome = { ours: string[]; errors: string };

const listed = ({ serial, name, images }: ListedRow): Outcome => ({
  ours: [
    serial,
    name,
    images.map(({ url }) => url).join(', '),
    images.map(({ output }) => output ?? '').join(', '),
  ],
  errors: errorsOf(images),
});

function rejected({ cells, fault }: RejectedRow, { serial, name }: Columns, images: number[]): Outcome {
  const inputs = images.map((position) => cells[position] ?? '').filter((cell) => cell !== '');
  const serialCell = serial === null ? '' : (cells[serial] ?? '');
  return { ours: [serialCell, cells[name] ?? '', inputs.join(', '), ''], errors: failureText(fault) };
}

/**
 * Our four headings, as the input has them where it does, since a client may read by name. Several columns of images are
 * gathered under a name of ours, unless the rows of a product were: then all images are in the first.
 */
function ourHeadings({ header, serial, name }: Columns, images: number[], isGrouped: boolean): string[] {
  const own = (column: number | null | undefined, ours: string) =>
    (column === null || column === undefined ? undefined : header[column]?.trim()) || ours;
  return [
    own(serial, OWN_HEADINGS.serial),
    own(name, OWN_HEADINGS.name),
    own(images.length === 1 || isGrouped ? images[0] : undefined, OWN_HEADINGS.images),
    header.find(isOutputsHeading)?.trim() ?? OWN_HEADINGS.outputs,
  ];
}

/** The columns of the input that are none of ours; not those which an earlier output file brought along either. */
function furtherColumns({ header, serial, name }: Columns, images: number[]) {
  const ours = new Set([serial, name, ...images]);
  return header
    .map((title, position) => ({ title, position }))
    .filter(
      ({ title, position }) =>
        !ours.has(position) &&
        !isOutputsHeading(title) &&
        title.trim() !== ERRORS_COLUMN &&
        title.trim() !== KEPT_COLUMN &&
        title.trim() !== REUSED_COLUMN &&
        !isEarlierOurs(title, position, header),
    );
}

/** What an output file of ours added to a file without it: a serial number, or the images gathered. */
function isEarlierOurs(title: string, position: number, header: readonly string[]): boolean {
  const added: readonly string[] = [OWN_HEADINGS.serial, OWN_HEADINGS.images];
  return (
    added.includes(title.trim()) &&
    header.some(isOutputsHeading) &&
    position < header.findIndex(isOutputsHeading)
  );
}

/** Which images of a product failed, by position and URL, and why; empty where none did. */
export function errorsOf(images: ReadonlyArray<{ url: string; error?: Failure }>): string {
  return images
    .flatMap(({ url, error }, index) => (error ? [`Image ${index + 1} (${url}): ${failureText(error)}`] : []))
    .join('; ');
}
