/** A cell by its row, from 1 as the sheet shows it, and its column, from 0. */
export type Place = { line: number; column: number };

/** The column of letters, from 0; A is 0, XFD 16383. */
export function columnOf(letters: string): number {
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** The place that a reference such as `C5` names, or null when it is none. */
export function placeOf(reference: string): Place | null {
  const [, letters, line] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(reference) ?? [];
  return letters && line ? { line: Number(line), column: columnOf(letters) } : null;
}
