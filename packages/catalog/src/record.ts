import type { RowFaultCode } from './faults.ts';

/**
 * One row of a file as a reader delivers it, whatever kind of file it is: the line on which it begins, counted from 1,
 * and its cells as text.
 */
export type CatalogueRecord = {
  line: number;
  cells: string[];
  /** What is wrong with how it is written; most rows have none. */
  flaw?: RecordFlaw;
};

/**
 * What kept a row from being split cleanly into cells. Where it is not `certain`, the row may be meant as it was read:
 * then it only explains what else is wrong with the row.
 */
export type RecordFlaw = {
  code: Extract<RowFaultCode, 'malformed_row' | 'row_too_large' | 'invalid_characters'>;
  detail: string;
  certain: boolean;
};
