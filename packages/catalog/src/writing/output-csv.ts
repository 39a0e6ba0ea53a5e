import type { Columns } from '@halftone/contracts';
import { layoutOf } from '../columns/layout.ts';
import { csvText, withoutFormulas } from '../csv-text.ts';

/** One product as the output file shows it. */
export type ListedRow = {
  serial: string;
  name: string;
  /** The cells of the input row, from which the further columns are taken. */
  cells: string[];
  /** In the order of the input; `output` is null for an image that failed or is not done yet. */
  images: ReadonlyArray<{ url: string; output: string | null; error?: string }>;
};

/** A row of the input that was no product, and why. */
export type RejectedRow = { cells: string[]; fault: { detail: string } };

export type OutputRow = ListedRow | RejectedRow;

export type OutputRows = AsyncIterable<OutputRow> | Iterable<OutputRow>;

export type OutputHeader = {
  /** The columns of the input file. */
  columns: Columns;
  /** Whether any image failed or any row was rejected; only then is there a column `Errors`. */
  hasErrors: boolean;
};

const OUTPUT_COLUMNS = ['S. No.', 'Product Name', 'Input Image URLs', 'Output Image URLs'] as const;
const ERRORS_COLUMN = 'Errors';

/**
 * The output file, piece by piece: a line for each product, and for each rejected row at its place. The further columns of
 * the input follow ours as they came; a product of several rows has those of its first.
 */
export function outputCsv(header: OutputHeader, rows: OutputRows): AsyncGenerator<string> {
  return csvText(outputLines(header, rows));
}

async function* outputLines(
  { columns, hasErrors }: OutputHeader,
  rows: OutputRows,
): AsyncGenerator<string[]> {
  const images = layoutOf(columns).images;
  const further = furtherColumns(columns, images);
  const titles = further.map(({ title }) => title);
  yield withoutFormulas([...OUTPUT_COLUMNS, ...titles, ...(hasErrors ? [ERRORS_COLUMN] : [])]);
  for await (const row of rows) {
    const others = further.map(({ position }) => row.cells[position] ?? '');
    const { ours, errors } = 'fault' in row ? rejected(row, columns, images) : listed(row);
    yield withoutFormulas([...ours, ...others, ...(hasErrors ? [errors] : [])]);
  }
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
  return { ours: [serialCell, cells[name] ?? '', inputs.join(', '), ''], errors: fault.detail };
}

/** The columns of the input that are none of ours; not those which an earlier output file brought along either. */
function furtherColumns({ header, serial, name }: Columns, images: number[]) {
  const ours = new Set([serial, name, ...images]);
  const written = new Set<string>([...OUTPUT_COLUMNS, ERRORS_COLUMN]);
  return header
    .map((title, position) => ({ title, position }))
    .filter(({ title, position }) => !ours.has(position) && !written.has(title.trim()));
}

/** Which images failed, by position and URL, and why. */
function errorsOf(images: ListedRow['images']): string {
  return images
    .flatMap(({ url, error }, index) => (error ? [`Image ${index + 1} (${url}): ${error}`] : []))
    .join('; ');
}
