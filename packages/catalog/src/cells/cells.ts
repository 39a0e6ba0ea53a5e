import type { Columns } from '@halftone/contracts';
import { looksLikeUrl } from './image-urls.ts';
import { BYTES_BESIDE_TEXT, BYTES_PER_UNIT } from './json-size.ts';

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
  let spilled = 0;
  while (spilled < tooMany && looksLikeUrl(cells[images + 1 + spilled] ?? '')) spilled++;
  if (spilled === tooMany) {
    const urls = cells.slice(images, images + 1 + spilled).join(delimiter);
    return cells.toSpliced(images, spilled + 1, urls);
  }
  const closedUp = cells.toSpliced(images + 1, spilled);
  const row = closedUp.slice(0, width);
  const beyond = closedUp.slice(width);
  const urls = [...cells.slice(images + 1, images + 1 + spilled), ...beyond.filter(looksLikeUrl)];
  row[images] = [row[images], ...urls].join(delimiter);
  return [...row, ...beyond.filter((cell) => cell.trim() !== '' && !looksLikeUrl(cell))];
}

/**
 * Tells whether a line reads like a row of the file, by its cells alone: as many as the header has, with a URL where
 * the images stand and a text that is none for a name. A text inside quotes hardly ever has such a line; where a quote
 * was not closed, each line behind it is one.
 */
export function rowTest(columns: Columns, delimiter: string): (line: string) => boolean {
  const { name, images } = columns;
  const width = rowWidth(columns);
  return (line) => {
    if (!line.includes('://')) return false;
    const cells = line.split(delimiter, width * 2);
    const spilled = cells.slice(images + 1, images + 1 + cells.length - width);
    const calledSo = cells[name]?.trim() ?? '';
    return (
      cells.length >= width &&
      spilled.every(looksLikeUrl) &&
      looksLikeUrl(cells[images] ?? '') &&
      calledSo !== '' &&
      !looksLikeUrl(calledSo)
    );
  };
}

/** What an event with a rejected row holds beside its cells: the fault. */
const FAULT_BYTES = 4096;

/** The cells as they are; when they take more than this as JSON, the longest are cut, all at the same length. */
export function shortened(cells: string[], maxBytes: number): string[] {
  const room = maxBytes - FAULT_BYTES;
  const units = cells.reduce((sum, cell) => sum + cell.length + BYTES_BESIDE_TEXT, 0);
  if (units * BYTES_PER_UNIT <= room || jsonBytes(cells) <= room) return cells;
  const sizes = cells.map(jsonBytes);
  const longest = longestThatFit(sizes, room);
  return cells.map((cell, index) => ((sizes[index] ?? 0) <= longest ? cell : cutTo(cell, longest)));
}

const jsonBytes = (value: string | string[]) => Buffer.byteLength(JSON.stringify(value));

/** How long the longest may be for all of them to have room, each with what stands between two. */
function longestThatFit(sizes: number[], room: number): number {
  const ascending = sizes.toSorted((a, b) => a - b);
  let left = room;
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index)) - BYTES_BESIDE_TEXT;
    if (size > share) return share;
    left -= size + BYTES_BESIDE_TEXT;
  }
  return Number.POSITIVE_INFINITY;
}

function cutTo(cell: string, bytes: number): string {
  let cut = cell.slice(0, Math.max(0, bytes));
  while (cut !== '' && jsonBytes(cut) > bytes) cut = cut.slice(0, Math.floor(cut.length / 2));
  return cut;
}
