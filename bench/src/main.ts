import { writeFile } from 'node:fs/promises';
import { inspect, parseArgs } from 'node:util';
import { findNatsServer } from '@halftone/local-stack';
import { BENCHES } from './benches.ts';
import { createReport } from './report/report.ts';
import { describeMachine } from './system/machine.ts';
import { type SystemOptions, startSystem } from './system/system.ts';
import { temporaryFolder } from './system/temporary-folder.ts';

const USAGE = `Usage: npm run bench -- [names] [options]

  --runs N     how often each pair is measured (default 3)
  --scale X    the share of the work, for a quick look (default 1, the size that the goals are for)
  --json FILE  writes the figures to a file as well
  --help       show this

Benches:
${BENCHES.map(({ name, what }) => `  ${name.padEnd(16)} ${what}`).join('\n')}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    scale: { type: 'string', default: '1' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name));
const runs = Number(values.runs);
const scale = Number(values.scale);

if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else if (unknown.length > 0 || !Number.isInteger(runs) || runs < 1 || !(scale > 0 && scale <= 1)) {
  process.stderr.write(
    `${unknown.length > 0 ? `There is no bench ${unknown.join(', ')}.\n\n${USAGE}` : USAGE}\n`,
  );
  process.exitCode = 2;
} else {
  await main();
}

async function main(): Promise<void> {
  const machine = await describeMachine(await findNatsServer({ env: process.env }));
  const report = createReport(machine, (text) => process.stderr.write(text));
  for (const [name, value] of Object.entries(machine)) report.say(`${name.padEnd(12)} ${value}`);
  await using folder = await temporaryFolder();
  const start = (options?: SystemOptions) => startSystem(folder.path, options);
  const failed: string[] = [];
  const chosen = BENCHES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  for (const { name, what, run } of chosen) {
    report.say(`\n${name}: ${what} ...`);
    try {
      report.add(
        name,
        await run({ startSystem: start, runs, scale, say: (line) => report.say(`  ${line}`) }),
      );
    } catch (error) {
      // The others are worth measuring anyway.
      failed.push(name);
      report.say(`${name} could not be measured: ${inspect(error)}`);
    }
    process.stdout.write(`${report.toTable()}\n`);
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify(report.toJson(), null, 2)}\n`);
  process.exitCode = report.isMet() && failed.length === 0 ? 0 : 1;
}
