import Table from 'cli-table3';
import type { Course } from './run.ts';

/** What each trouble came to, as a table. */
export function tableOf(courses: readonly Course[]): string {
  const columns: [string, (course: Course) => number | string][] = [
    ['trouble', ({ trouble }) => trouble],
    ['uploads', ({ uploads }) => uploads],
    ['refused', ({ refused }) => refused],
    ['unanswered', ({ unanswered }) => unanswered],
    ['slowest, s', ({ slowestSeconds }) => slowestSeconds.toFixed(1)],
    ['images', ({ images }) => images],
    ['lost', ({ lost }) => lost],
    ['worked twice', ({ repeats }) => repeats],
    ['over after, s', ({ seconds }) => seconds.toFixed(0)],
  ];
  const table = new Table({ head: columns.map(([name]) => name), style: { head: [], border: [] } });
  for (const course of courses) table.push(columns.map(([, value]) => value(course)));
  return table.toString();
}
