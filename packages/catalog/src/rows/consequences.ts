import { rowWidth } from '../cells/cells.ts';
import type { CatalogueRecord } from '../record.ts';
import type { RowRules } from './product-row.ts';

/** Beyond so many rows a broken one explains nothing any more. */
const MOST_ROWS = 50;

/**
 * Keeps back what only follows from a broken row: where a quote inside a quoted cell is not doubled and the cell has several
 * lines, each further line reads like a row that is bad in a way of its own. The broken row comes once the next sound
 * one shows where it ends, and says so.
 */
export function withoutConsequences(rules: RowRules) {
  let broken: CatalogueRecord | null = null;
  let rows = 0;
  let lastLine = 0;

  const end = (): CatalogueRecord[] => {
    const ended = broken;
    broken = null;
    if (!ended?.flaw || rows === 0) return ended ? [ended] : [];
    const detail = `${ended.flaw.detail.slice(0, -1)}, which takes the lines up to ${lastLine} with it.`;
    return [{ ...ended, flaw: { ...ended.flaw, detail, certain: true } }];
  };

  return {
    /** Whether it keeps a broken row. */
    get isWaiting() {
      return broken !== null;
    },
    /** Takes the next row; gives the rows that are complete by now. */
    add(record: CatalogueRecord): CatalogueRecord[] {
      if (broken && rows < MOST_ROWS && !isSound(record, rules)) {
        rows++;
        lastLine = record.line;
        return [];
      }
      const ended = end();
      if (!breaksOff(record, rules)) return [...ended, record];
      broken = record;
      rows = 0;
      return ended;
    },
    end,
  };
}

/** Whether a row ends before its cells do, since a quote in it does not close where it should. */
const breaksOff = ({ cells, flaw }: CatalogueRecord, { columns }: RowRules) =>
  flaw?.certain === false && cells.length < rowWidth(columns);

function isSound({ cells, flaw }: CatalogueRecord, { columns, layout }: RowRules): boolean {
  return (
    !flaw &&
    cells.length >= rowWidth(columns) &&
    layout.images.some((column) => cells[column]?.trim()) &&
    !cells.slice(0, Math.max(columns.name, columns.images)).some(hasHalfAPair)
  );
}

const hasHalfAPair = (cell: string) => cell.split('"').length % 2 === 0;
