import type { Columns } from '@halftone/contracts';
import { looksLikeUrl } from './image-urls.ts';

const POSITIONAL_WIDTH = 3;

/** How many cells a row has to have. */
export const rowWidth = ({ header }: Columns) => header.length || POSITIONAL_WIDTH;

/** Old editors and some shops end a file with it. */
const END_OF_FILE = '\x1a';

/** Whether a row is blank: no cell has anything in it. */
export const isBlank = (cells: string[]) =>
  cells.every((cell) => cell.trim() === '') || (cells.length === 1 && cells[0]?.trim() === END_OF_FILE);

/**
 * Puts URLs that were not quoted, and so spilled into cells of their own, back into the cell of the image URLs: those
 * right after it, which push the rest of the row aside, and those beyond the last column. Cells beyond it that are no
 * URLs stay where they are, unless they are blank.
 */
export function gatherSpilledUrls(cells: string[], columns: Columns, delimiter: string): string[] {
  const width = rowWidth(columns);
  const tooMany = cells.length - width;
  if (tooMany <= 0) return cells;
  const { images } = columns;
  const followers = cells.slice(images + 1, images + 1 + tooMany);
  const others = followers.findIndex((cell) => !looksLikeUrl(cell));
  const spilled = others === -1 ? followers : followers.slice(0, others);
  const closedUp = cells.toSpliced(images + 1, spilled.length);
  const row = closedUp.slice(0, width);
  const beyond = closedUp.slice(width);
  const urls = [...spilled, ...beyond.filter(looksLikeUrl)];
  row[images] = [row[images], ...urls].join(delimiter);
  return [...row, ...beyond.filter((cell) => cell.trim() !== '' && !looksLikeUrl(cell))];
}

/**
 * Whether a cell is the trace of a quote that was not closed: it begins with that quote, goes over the end of its line
 * and on to where a cell of a later line begins with a quote. A text may look like that by itself, though hardly ever
 * does; better to ask for it than to lose the rows inside.
 */
export function swallowsRows(cell: string, delimiter: string): boolean {
  if (!cell.startsWith('"')) return false;
  const lineEnd = cell.search(/[\r\n]/);
  if (lineEnd === -1) return false;
  const beforeQuotes = cell.slice(lineEnd).split('"').slice(0, -1);
  return beforeQuotes.some((text) => /[\r\n] *$/.test(text) || text.trimEnd().endsWith(delimiter));
}

/** What an event with a rejected row holds beside its cells: the fault. */
const FAULT_BYTES = 4096;

/** The cells as they are; when they take more than this as JSON, the longest are cut, all at the same length. */
export function shortened(cells: string[], maxBytes: number): string[] {
  const room = maxBytes - FAULT_BYTES;
  const fit = (some: string[]) => Buffer.byteLength(JSON.stringify(some)) <= room;
  if (fit(cells)) return cells;
  for (let length = Math.floor(room / 2); length > 0; length = Math.floor(length / 2)) {
    const cut = cells.map((cell) => cell.slice(0, length));
    if (fit(cut)) return cut;
  }
  // They are more than an event holds, however short.
  return [];
}
