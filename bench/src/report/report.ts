import Table from 'cli-table3';
import { type Figure, type Goal, isMet, type Row } from './rows.ts';

export type Report = {
  /** A line for whoever waits. */
  say(line: string): void;
  add(bench: string, rows: readonly Row[]): void;
  /** Everything that was measured, for a machine. */
  toJson(): unknown;
  /** Everything that was measured, for a person. */
  toTable(): string;
  /** Whether every goal was met. */
  isMet(): boolean;
};

type Entry = Row & { bench: string; met: boolean | null };

export function createReport(machine: Record<string, string>, write: (text: string) => void): Report {
  const entries: Entry[] = [];
  return {
    say: (line) => write(`${line}\n`),
    add(bench, rows) {
      entries.push(...rows.map((row) => ({ bench, ...row, met: isMet(row) })));
    },
    toJson: () => ({ takenAt: new Date().toISOString(), machine, rows: entries }),
    toTable: () => tableOf(entries),
    isMet: () => entries.every(({ met }) => met !== false),
  };
}

function tableOf(entries: readonly Entry[]): string {
  const table = new Table({
    head: ['bench', 'what', 'measured', 'reference', 'ratio', 'goal', 'met'],
    style: { head: [], border: [] },
    colWidths: [16, 46, 18, 34, 8, 8, 5],
    wordWrap: true,
  });
  for (const { bench, what, measured, reference, ratio, goal, met } of entries) {
    const held = reference ? `${inWords(reference)} (${reference.what})` : '-';
    table.push([bench, what, inWords(measured), held, rounded(ratio), goalInWords(goal), verdict(met)]);
  }
  return table.toString();
}

const verdict = (met: boolean | null) => (met === null ? '' : met ? 'yes' : 'NO');

const inWords = ({ value, unit }: Figure) => `${rounded(value)} ${unit}`;

function goalInWords(goal: Goal | null): string {
  if (!goal) return '';
  return 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
}

/** Three digits are more than these machines give. */
function rounded(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
