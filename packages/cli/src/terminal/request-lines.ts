import type { RequestAnswer } from '../answers.ts';
import { minute, number, plural, standing } from './wording.ts';

const TITLES = ['ID', 'STATUS', 'IMAGES', 'FAILED', 'CREATED', 'FILE'];

/** Requests in columns or, where these are wider than the screen, with a few lines for each. */
export function requestLines(requests: readonly RequestAnswer[], columns: number): string[] {
  const table = aligned([TITLES, ...requests.map(rowOf)]);
  const widest = Math.max(...table.map((line) => line.length));
  return widest <= columns ? table : requests.flatMap((request) => linesOf(request, columns));
}

function rowOf(request: RequestAnswer): string[] {
  const { id, counts, createdAt, filename } = request;
  return [id, standing(request), number(counts.images), number(counts.failed), minute(createdAt), filename];
}

function aligned(rows: string[][]): string[] {
  const widths = TITLES.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function linesOf(request: RequestAnswer, columns: number): string[] {
  const { id, counts, createdAt, filename } = request;
  const failed = counts.failed > 0 ? `, ${number(counts.failed)} failed` : '';
  const lines = [
    standing(request),
    `${plural(counts.images, 'image')}${failed}`,
    minute(createdAt),
    filename,
  ];
  return [id, ...lines.map((line) => shortened(`  ${line}`, columns))];
}

/** Without the middle of what is too long: the end of a file's name tells more than its middle. */
function shortened(line: string, columns: number): string {
  if (line.length <= columns) return line;
  const kept = Math.max(1, columns - 1);
  const tail = Math.floor(kept / 3);
  return `${line.slice(0, kept - tail)}…${line.slice(line.length - tail)}`;
}
