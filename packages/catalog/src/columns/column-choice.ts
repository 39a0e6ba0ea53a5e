import { CatalogueError } from '../faults.ts';
import { bare } from '../systems/headings.ts';

/** A heading, or a position counted from 1; as a text, a position only where no heading reads so. */
type Named = string | number;

/** What the caller says of the columns. It overrides everything that is detected. */
export type ColumnChoice = { name?: Named; id?: Named; images?: Named[] };

export type ChosenColumns = { name?: number; serial?: number; images?: number[] };

/**
 * The columns that the caller means.
 * @throws CatalogueError `unknown_column` when the file has no such column
 */
export function chosenColumns(choice: ColumnChoice, header: readonly string[]): ChosenColumns {
  const { name, id, images } = choice;
  return {
    ...(name !== undefined && { name: columnOf(name, header) }),
    ...(id !== undefined && { serial: columnOf(id, header) }),
    ...(images && images.length > 0 && { images: images.map((heading) => columnOf(heading, header)) }),
  };
}

/** Whether every column that the caller names is one of this header's. */
export function isAnswered(choice: ColumnChoice, header: readonly string[]): boolean {
  const named = [choice.name, choice.id, ...(choice.images ?? [])].filter((one) => one !== undefined);
  return named.every((one) => find(one, header) !== -1);
}

function columnOf(wanted: Named, header: readonly string[]): number {
  const column = find(wanted, header);
  if (column !== -1) return column;
  throw new CatalogueError(
    'unknown_column',
    `The file has no column “${wanted}”; its header reads “${header.join(', ')}”.`,
  );
}

function find(wanted: Named, header: readonly string[]): number {
  if (typeof wanted === 'number') return wanted <= header.length ? wanted - 1 : -1;
  const exact = header.findIndex((heading) => heading.trim() === wanted.trim());
  if (exact !== -1) return exact;
  const folded = header.findIndex((heading) => bare(heading) === bare(wanted) && bare(wanted) !== '');
  if (folded !== -1) return folded;
  const position = /^[1-9]\d{0,4}$/.test(wanted.trim()) ? Number(wanted) - 1 : -1;
  return position < header.length ? position : -1;
}
