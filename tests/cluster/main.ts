import { execFileSync } from 'node:child_process';
import { startTestRun } from '@halftone/local-stack/testing';
import { runTroubles } from './run.ts';
import { tableOf } from './table.ts';
import { TROUBLES } from './troubles.ts';

/**
 * `npm run test:cluster`: the whole system with two of everything and three NATS servers, in which one thing after another
 * goes wrong while catalogues are uploaded. At the end everything is counted by hand. `--only TEXT,TEXT` takes the
 * troubles whose name contains one of the texts.
 */

const only = process.argv.includes('--only') ? (process.argv.at(-1) ?? '').split(',') : [''];
const say = (line: string) => void process.stdout.write(`${line}\n`);

// Servers are frozen by signals, which needs processes.
process.env.TEST_STACK = 'local';
await using _run = await startTestRun();
say(execFileSync(process.env.NATS_SERVER_BIN ?? 'nats-server', ['--version'], { encoding: 'utf8' }).trim());

const troubles = TROUBLES.filter(({ name }) => only.some((text) => name.includes(text)));
if (troubles.length === 0) throw new Error(`No trouble has ${only.join(' or ')} in its name.`);
const { courses, findings, rates } = await runTroubles(troubles, say);
say(tableOf(courses));
say(
  `one client publishes ${rates.one.toFixed(0)} a second to one replica, ${rates.three.toFixed(0)} to three`,
);
for (const finding of findings) say(`FINDING  ${finding}`);
say(findings.length === 0 ? 'No findings.' : `${findings.length} findings.`);
process.exitCode = findings.length === 0 ? 0 : 1;
