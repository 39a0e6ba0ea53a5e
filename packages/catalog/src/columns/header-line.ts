import { IMAGE_FILE } from '../cells/image-file.ts';
import { headingsOf } from '../systems/headings.ts';
import type { ColumnChoice } from './column-choice.ts';
import { isAnswered } from './column-choice.ts';
import { meaningOf, type Seen } from './columns.ts';
import { imageColumns } from './plain-columns.ts';
import { holdsAddresses, type Sample } from './sample.ts';

/** A row at the beginning of a file, with the line on which it begins, from 1. */
export type FirstRow = { line: number; cells: string[] };

/** Titles, instructions and settings take fewer lines than this. */
const LINES_LOOKED_AT = 25;

/** Amazon's templates say themselves where header and data are. */
const SETTINGS = /\bsettings=.*\battributeRow=(\d{1,3}).*\bdataRow=(\d{1,3})/i;
/** Older ones have the labels on the second line and the names of the fields on the third. */
const TEMPLATE_TYPE = /^\s*TemplateType=/i;

/**
 * The header of a file among its first rows: the row that means most as one, the earliest of several. What stands above
 * it (titles, `#INFO`, descriptions) is skipped.
 * @returns null when no row has anything in it
 */
export function headerAmong(rows: readonly FirstRow[], choice?: ColumnChoice): Seen | null {
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const first = filled[0];
  if (!first) return null;
  const declared = declaredHeader(rows, first);
  if (declared) return declared;
  const candidates = filled.slice(0, LINES_LOOKED_AT).map((row, index) => ({ row, index }));
  const chosen = candidates.find(({ row }) => choice && hasChoice(choice) && isAnswered(choice, row.cells));
  const best =
    chosen ??
    candidates.reduce((best, next) => (meaning(filled, next) > meaning(filled, best) ? next : best));
  return seenAt(filled, best.index);
}

const hasChoice = ({ name, id, images }: ColumnChoice) =>
  [name, id, ...(images ?? [])].some((one) => one !== undefined);

type Candidate = { row: FirstRow; index: number };

/** A row of one cell is a title, unless the whole file has one column. */
function meaning(rows: readonly FirstRow[], { row, index }: Candidate): number {
  if (row.cells.filter((cell) => cell.trim() !== '').length < 2) return 0;
  return meaningOf(
    row.cells,
    rows.slice(index + 1).map(({ cells }) => cells),
  );
}

function declaredHeader(rows: readonly FirstRow[], first: FirstRow): Seen | null {
  const settings = SETTINGS.exec(first.cells.join('&'));
  const [headerLine, dataLine] = settings
    ? [first.line - 1 + Number(settings[1]), first.line - 1 + Number(settings[2])]
    : TEMPLATE_TYPE.test(first.cells[0] ?? '')
      ? [first.line + 2, first.line + 3]
      : [0, 0];
  const header = rows.find(({ line }) => line === headerLine);
  if (!header) return null;
  const sample = rows.filter(({ line }) => line >= dataLine).map(({ cells }) => cells);
  return { header: header.cells, lines: { headerLine, dataLine }, sample };
}

function seenAt(rows: readonly FirstRow[], index: number): Seen | null {
  const row = rows[index];
  if (!row) return null;
  let first = index + 1;
  while (isHeaderToo(rows, first)) first++;
  const below = rows.slice(first);
  const sample = below.map(({ cells }) => cells);
  return {
    header: withRowNames(row.cells, sample),
    lines: { headerLine: row.line, dataLine: below[0]?.line ?? (rows[first - 1] ?? row).line + 1 },
    sample,
  };
}

/** A word as programs name a field: `main_image`, `media-1`. */
const CODE = /^(?:[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*)?$/;

/**
 * Whether a row below the header names the columns as well: templates of Walmart and of marketplaces by Mirakl have a row of
 * labels and one of codes. No product is called `title` and has a picture called `main_image`.
 */
function isHeaderToo(rows: readonly FirstRow[], index: number): boolean {
  const row = rows[index];
  if (row === undefined) return false;
  const says = meaning(rows, { row, index });
  if (says >= 2) return true;
  return says === 1 && row.cells.every((cell) => CODE.test(cell.trim()) && !IMAGE_FILE.test(cell));
}

/** R's write.table and others give each row a name, and the column of these names no heading. */
function withRowNames(header: string[], sample: Sample): string[] {
  const isWider = sample.length > 0 && sample.every(({ length }) => length === header.length + 1);
  // A row that ends with a delimiter is wider as well, and so is one with a URL that was not quoted.
  if (!isWider || sample.every((row) => row.at(-1)?.trim() === '')) return header;
  const images = imageColumns(headingsOf(header), header, []);
  const isShifted =
    !images.slice(0, 1).some((column) => holdsAddresses(sample, column)) &&
    images.some((column) => holdsAddresses(sample, column + 1));
  return isShifted ? ['', ...header] : header;
}
