import { CatalogueError } from '../faults.ts';

/** A workbook that takes more than the limits allow. */
export const tooLarge = (message: string) => new CatalogueError('workbook_too_large', message);

/** A workbook that cannot be read; `cause` is for operators. */
export const damaged = (message: string, cause?: unknown) =>
  new CatalogueError('damaged_workbook', message, { cause });

/** What unpacking or parsing threw, as a fault of the workbook; an error of the file system stays what it is. */
export function asFault(error: unknown, part: string): unknown {
  if (error instanceof CatalogueError) return error;
  if (error instanceof Error && 'syscall' in error) return error;
  return damaged(`The workbook is damaged: its part ${part} cannot be read.`, error);
}
