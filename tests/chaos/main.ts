import { parseArgs } from 'node:util';
import { startTestRun } from '@halftone/local-stack/testing';
import Table from 'cli-table3';
import type { Report } from './report.ts';
import { runChaos } from './run.ts';

/**
 * The long form of the chaos suite: `npm run chaos -- --runs 10 --seed 1 --images 1000`. Run n takes the seed plus n.
 * `--faults` says how many faults a run has, `--only PostgreSQL` takes only those
 * whose name contains it, `--logs` keeps the logs of the services in a folder for each seed.
 */

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    images: { type: 'string', default: '1000' },
    faults: { type: 'string', default: '10' },
    only: { type: 'string' },
    logs: { type: 'string' },
  },
});
const SHOWN_FINDINGS = 30;
const say = (line: string) => void process.stdout.write(`${line}\n`);

const reports: Report[] = [];
await using _run = await startTestRun();
for (let n = 0; n < Number(values.runs); n += 1) {
  const seed = Number(values.seed) + n;
  const report = await runChaos({
    seed,
    images: Number(values.images),
    faults: Number(values.faults),
    holds: { storeAwayMs: 30_000, pausedMs: 6000 },
    undisturbedMs: 30_000,
    patienceMs: 30_000,
    diskOfItsOwn: true,
    ...(values.only && { only: values.only }),
    ...(values.logs && { keepLogs: `${values.logs}/${seed}` }),
    say,
  });
  for (const finding of report.findings.slice(0, SHOWN_FINDINGS)) say(`  ${finding}`);
  reports.push(report);
}
say(tableOf(reports));
if (reports.some(({ findings }) => findings.length > 0)) process.exitCode = 1;

function tableOf(rows: readonly Report[]): string {
  const columns: [string, (report: Report) => number | string][] = [
    ['seed', ({ seed }) => seed],
    ['faults', ({ faults }) => faults],
    ['requests', ({ requests }) => requests],
    ['refused', ({ refused, unanswered }) => `${refused} + ${unanswered}`],
    ['orphans', ({ orphans }) => orphans],
    ['images', ({ images }) => images],
    ['lost', ({ lost }) => lost],
    ['repeated', ({ repeats }) => repeats],
    ['given up', (report) => report.givenUp],
    ['webhooks', ({ webhooks, webhooksRepeated }) => `${webhooks} + ${webhooksRepeated}`],
    ['findings', ({ findings }) => findings.length],
    ['seconds', ({ seconds }) => seconds.toFixed(0)],
  ];
  const table = new Table({ head: columns.map(([name]) => name), style: { head: [], border: [] } });
  for (const report of rows) table.push(columns.map(([, value]) => value(report)));
  return table.toString();
}
