import { Buffer } from 'node:buffer';
import { MAX_EVENT_BYTES } from '@halftone/contracts';
import { tooLarge } from '../faults.ts';
import type { WorkbookLimits } from '../limits.ts';
import { cellText } from './cell-text.ts';
import { type AddressFormula, addressFormula, evaluated } from './formulas.ts';
import type { Links } from './links.ts';
import { type NumberFormats, plainNumber } from './number-formats.ts';
import type { StringStore } from './string-store.ts';

/** A row of a sheet that has anything in it. */
export type SheetRow = {
  /** The row's number as the spreadsheet shows it, from 1. */
  line: number;
  /** The texts of its cells from column A up to the last that has one. */
  cells: string[];
  /** The address that the cell of a column, from 0, shows as a picture or is linked to. */
  addressOf(column: number): string | undefined;
  /** Its texts fit no event, and only their beginnings are kept. */
  tooLarge: boolean;
};

/** Takes a row and the length of its texts together. */
export type EmitRow = (row: SheetRow, length: number) => void;

/** What the cells of a sheet refer to. */
export type SheetContext = {
  strings: StringStore | null;
  formatOf: NumberFormats;
  links: Links;
  limits: Pick<WorkbookLimits, 'maxCells' | 'maxColumns' | 'maxTextLength'>;
};

/** A cell as the sheet has it. */
export type OpenCell = {
  column: number;
  type: string | undefined;
  style: string | undefined;
  value: string;
  hasValue: boolean;
  formula: string;
  /** The number of a formula that several cells share. */
  shared: string | undefined;
};

/** Puts cells together to rows, and hands on those that have anything in them. */
export function rowBuilder(context: SheetContext, emit: EmitRow) {
  const formulaOf = formulaReader();
  const account = accountOf(context.limits);
  let line = 0;
  let column = -1;
  let cells: string[] = [];
  let length = 0;
  let formulas: ShownFormula[] = [];
  const unformatted = new Map<number, string>();

  return {
    /** Begins a row; without a number it is the next one. */
    begin(number: string | undefined) {
      line = number === undefined ? line + 1 : Number(number) || line + 1;
      column = -1;
      cells = [];
      length = 0;
      formulas = [];
      if (unformatted.size > 0) unformatted.clear();
    },
    /** The column of a cell that does not say where it is. */
    nextColumn: () => column + 1,
    add(cell: OpenCell) {
      column = cell.column;
      const formula = formulaOf(cell, { line, column });
      const format = cell.type === undefined || cell.type === 'n' ? context.formatOf(cell.style) : null;
      let text = cellText(cell.type, cell.value, { strings: context.strings, format });
      // A formula that joins texts takes the number, whatever is shown of it.
      if (format) unformatted.set(column, cell.value.trim());
      if (formula) formulas.push({ column, formula, shown: isText(cell) ? text : '' });
      // Seen in the answer and the output, where an empty cell would be a riddle.
      if (isUncalculated(cell)) text = `=${cell.formula.replace(/^=/, '')}`;
      if (text === '' && !formula) return;
      account.requireColumn(column);
      while (cells.length < column) cells.push('');
      cells[column] = length > MAX_EVENT_BYTES ? beginningOf(text) : text;
      length += text.length;
    },
    end() {
      const shown = resolve(formulas, line, { cells, unformatted });
      while (cells.at(-1) === '') cells.pop();
      if (cells.length === 0) return;
      account.add(cells.length, length);
      const at = line;
      const addressOf = (linked: number) => shown?.get(linked) ?? context.links.at(at, linked);
      if (length <= MAX_EVENT_BYTES) emit({ line, cells, addressOf, tooLarge: false }, length);
      else emit({ line, cells: cells.map(beginningOf), addressOf, tooLarge: true }, length);
    },
  };
}

const BEGINNING = 500;

/** A copy, since a mere slice would hold on to the whole text. */
const beginningOf = (text: string) =>
  text.length <= BEGINNING ? text : Buffer.from(text.slice(0, BEGINNING)).toString();

/** A formula whose address is to be shown, with the text that was calculated for it. */
type ShownFormula = { column: number; formula: AddressFormula; shown: string };

const isText = ({ type }: OpenCell) => type === 'str' || type === 's' || type === 'inlineStr';

/** Programs that write a formula do not always calculate it. An empty text is a result. */
const isUncalculated = ({ formula, type, value, hasValue }: OpenCell) =>
  formula !== '' && value === '' && !(type === 'str' && hasValue);

/** A program shares one for each range; each holds on to a piece of the sheet. */
const MAX_SHARED_FORMULAS = 1000;

/** Reads the formulas of cells; of those that several cells share, only the first has the text. */
function formulaReader() {
  const shared = new Map<string, AddressFormula | null>();
  return ({ formula, shared: number }: OpenCell, at: { line: number; column: number }) => {
    if (formula === '') return number === undefined ? null : (shared.get(number) ?? null);
    const parsed = addressFormula(formula, at);
    if (number !== undefined && shared.size < MAX_SHARED_FORMULAS) shared.set(number, parsed);
    return parsed;
  };
}

/**
 * The addresses of a row's formulas, whose texts are put into its cells: the address for a picture; else what was
 * calculated, or the label of a link, or the address. What programs calculate for functions that they do not know, 0 or
 * `#VALUE!`, is no text.
 */
function resolve(
  formulas: ShownFormula[],
  line: number,
  { cells, unformatted }: { cells: string[]; unformatted: ReadonlyMap<number, string> },
): Map<number, string> | null {
  if (formulas.length === 0) return null;
  const textAt = (column: number) => {
    const number = unformatted.get(column);
    return number === undefined ? (cells[column] ?? '') : plainNumber(number);
  };
  const addresses = new Map<number, string>();
  for (const { column, formula, shown } of formulas) {
    const from = { from: formula.at, at: { line, column }, textAt };
    const address = evaluated(formula.address, from);
    if (!address) continue;
    addresses.set(column, address);
    const label = formula.label && evaluated(formula.label, from);
    cells[column] = formula.shows === 'image' ? address : shown || label || address;
  }
  return addresses;
}

/** Counts what the rows take together. */
function accountOf({ maxCells, maxColumns, maxTextLength }: SheetContext['limits']) {
  let cells = 0;
  let length = 0;
  return {
    requireColumn(column: number): void {
      if (column >= maxColumns) throw tooLarge(`The sheet has more than ${maxColumns} columns.`);
    },
    add(moreCells: number, moreLength: number): void {
      cells += moreCells;
      length += moreLength;
      if (cells > maxCells) throw tooLarge(`The sheet has more than ${maxCells} cells.`);
      if (length > maxTextLength) {
        throw tooLarge(`The cells of the sheet hold more than ${maxTextLength} characters.`);
      }
    },
  };
}
