import { stringify } from 'csv-stringify/sync';

const LINES_PER_PIECE = 500;

/** Lines as CSV, piece by piece: UTF-8 without a byte order mark, lines end with LF, as the reference systems write it. */
export async function* csvText(lines: AsyncIterable<string[]> | Iterable<string[]>): AsyncGenerator<string> {
  let piece: string[][] = [];
  for await (const line of lines) {
    piece.push(line);
    if (piece.length < LINES_PER_PIECE) continue;
    yield stringify(piece);
    piece = [];
  }
  if (piece.length > 0) yield stringify(piece);
}

/** What a spreadsheet would take for a formula, or skip before one (OWASP). */
const FORMULA_START = /^[=+\-@\t\r\0＝＋－＠]/;

/** A number with its sign, or a telephone number: nothing a spreadsheet could run. */
const SIGNED_NUMBER = /^[+-]\d[\d.,]*(?:[ \u00a0]\d[\d.,]*)*(?:[eE][+-]?\d+)?[ \u00a0]?%?$/;

const isFormula = (cell: string) => FORMULA_START.test(cell) && !SIGNED_NUMBER.test(cell);

/** Cells for people's eyes: a leading apostrophe makes a spreadsheet show the text instead of running it. */
export const withoutFormulas = (cells: string[]) =>
  cells.map((cell) => (isFormula(cell) ? `'${cell}` : cell));

/** Cells as they were before {@link withoutFormulas}: a file of ours that is uploaded again says what it said. */
export const asBefore = (cells: string[]) => (cells.some(isNeutralised) ? cells.map(bareCell) : cells);

const isNeutralised = (cell: string) => cell.startsWith("'") && FORMULA_START.test(cell.slice(1, 2));
const bareCell = (cell: string) => (isNeutralised(cell) ? cell.slice(1) : cell);
