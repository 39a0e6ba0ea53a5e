import { CatalogueError } from '../faults.ts';

/** A workbook that takes more than the limits allow. */
export const tooLarge = (message: string) => new CatalogueError('workbook_too_large', message);

/** A workbook that cannot be read; `cause` is for operators. */
export function damaged(message: string, cause?: unknown): CatalogueError {
  const fault = new CatalogueError('damaged_workbook', message);
  fault.cause = cause;
  return fault;
}

/** What unpacking or parsing threw, as a fault of the workbook; an error of the file system stays what it is. */
export function asFault(error: unknown, what: string): unknown {
  if (error instanceof CatalogueError) return error;
  if (error instanceof Error && 'syscall' in error) return error;
  return damaged(`The workbook is damaged or was cut off: its ${what} cannot be read.`, error);
}
