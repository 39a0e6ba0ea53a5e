import type { Columns } from '@halftone/contracts';
import { stringify } from 'csv-stringify/sync';

/** One product as the output file shows it. */
export type OutputRow = {
  serial: string;
  name: string;
  /** The cells of the input row, from which the further columns are taken. */
  cells: string[];
  /** In the order of the input; `output` is null for an image that failed or is not done yet. */
  images: ReadonlyArray<{ url: string; output: string | null; error?: string }>;
};

export type OutputHeader = {
  /** The columns of the input file. */
  columns: Columns;
  /** Whether any image failed; only then is there a column `Errors`. */
  hasErrors: boolean;
};

const OUTPUT_COLUMNS = ['S. No.', 'Product Name', 'Input Image URLs', 'Output Image URLs'] as const;
const ERRORS_COLUMN = 'Errors';
const ROWS_PER_PIECE = 500;

/** What a spreadsheet would take for a formula, or skip before one (OWASP). */
const FORMULA_START = /^[=+\-@\t\r\0＝＋－＠]/;

/**
 * The output file, piece by piece: UTF-8 without a byte order mark, lines end with LF, as the reference systems write it.
 * The further columns of the input follow ours as they came.
 */
export async function* outputCsv(
  { columns, hasErrors }: OutputHeader,
  rows: AsyncIterable<OutputRow> | Iterable<OutputRow>,
): AsyncGenerator<string> {
  const further = furtherColumns(columns);
  const errorsHeader = hasErrors ? [ERRORS_COLUMN] : [];
  let lines = [[...OUTPUT_COLUMNS, ...further.map(({ title }) => title), ...errorsHeader]];
  for await (const { serial, name, cells, images } of rows) {
    const inputs = images.map(({ url }) => url).join(', ');
    const outputs = images.map(({ output }) => output ?? '').join(', ');
    const others = further.map(({ position }) => cells[position] ?? '');
    lines.push([serial, name, inputs, outputs, ...others, ...(hasErrors ? [errorsOf(images)] : [])]);
    if (lines.length >= ROWS_PER_PIECE) {
      yield csv(lines);
      lines = [];
    }
  }
  if (lines.length > 0) yield csv(lines);
}

/** The columns of the input that are none of ours; not those which an earlier output file brought along either. */
function furtherColumns({ header, serial, name, images }: Columns) {
  const ours = new Set([serial, name, images]);
  const written = new Set<string>([...OUTPUT_COLUMNS, ERRORS_COLUMN]);
  return header
    .map((title, position) => ({ title, position }))
    .filter(({ title, position }) => !ours.has(position) && !written.has(title.trim()));
}

/** Which images failed, by position and URL, and why. */
function errorsOf(images: OutputRow['images']): string {
  return images
    .flatMap(({ url, error }, index) => (error ? [`Image ${index + 1} (${url}): ${error}`] : []))
    .join('; ');
}

const csv = (lines: string[][]) => stringify(lines.map((cells) => cells.map(withoutFormula)));

/** A leading apostrophe makes a spreadsheet show the text instead of running it. */
const withoutFormula = (cell: string) => (FORMULA_START.test(cell) ? `'${cell}` : cell);
