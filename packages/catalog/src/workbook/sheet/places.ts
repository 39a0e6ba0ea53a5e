/** A cell by its row, from 1 as the sheet shows it, and its column, from 0. */
export type Place = { line: number; column: number };

/** The column of letters, from 0; A is 0, XFD 16383. */
export function columnOf(letters: string): number {
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

const LETTER = 0x1f;
const DIGITS_END = 0x39;

/**
 * The column of a reference such as `C5`, from 0, or null when it is none. Each cell of a sheet has one, so that this is
 * worth more than a pattern.
 */
export function columnOfCell(reference: string): number | null {
  let column = 0;
  let at = 0;
  for (let code = reference.charCodeAt(0); code > DIGITS_END; code = reference.charCodeAt(++at)) {
    column = column * 26 + (code & LETTER);
  }
  return column > 0 && at < reference.length ? column - 1 : null;
}

/** The place that a reference such as `C5` names, or null when it is none. */
export function placeOf(reference: string): Place | null {
  const [, letters, line] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(reference) ?? [];
  return letters && line ? { line: Number(line), column: columnOf(letters) } : null;
}
