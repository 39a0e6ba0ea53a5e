import { IMAGE_FILE } from '../cells/image-file.ts';
import { looksLikeUrl } from '../cells/image-urls.ts';
import { isMissing } from '../cells/missing-values.ts';

/** Some rows from below the header, by which columns are told apart that their headings do not tell apart. */
export type Sample = readonly (readonly string[])[];

/** The cells of a column that have something in them. */
export const filledCells = (sample: Sample, column: number): string[] =>
  sample.flatMap((row) => {
    const cell = row[column]?.trim() ?? '';
    return cell === '' || isMissing(cell) ? [] : [cell];
  });

/** Whether a cell names an image by its whole address: one that ends like an image file. */
export const isImageAddress = (cell: string): boolean =>
  /https?:\/\/|^\s*\/\/\w/i.test(cell) && IMAGE_FILE.test(cell);

/** Whether most filled cells of a column are addresses. */
export const holdsAddresses = (sample: Sample, column: number): boolean =>
  most(filledCells(sample, column), (cell) => looksLikeUrl(cell) || /https?:\/\//i.test(cell));

/** Whether most filled cells of a column are addresses of images. */
export const holdsImageAddresses = (sample: Sample, column: number): boolean =>
  most(filledCells(sample, column), isImageAddress);

/** Whether all filled cells of a column fit, and there are any. */
export function allFilled(sample: Sample, column: number, fits: (cell: string) => boolean): boolean {
  const cells = filledCells(sample, column);
  return cells.length > 0 && cells.every(fits);
}

function most(cells: string[], fits: (cell: string) => boolean): boolean {
  return cells.length > 0 && cells.filter(fits).length * 2 >= cells.length;
}
