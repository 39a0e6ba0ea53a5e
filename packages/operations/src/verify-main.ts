import type { OperatorLog, Verification } from '@halftone/messaging';
import {
  attempt,
  EXIT,
  reachLog,
  reachOutputs,
  reachReadModel,
  readCommandLine,
  UsageError,
} from './command.ts';
import { operatorEnvironment, readVerifySettings } from './settings.ts';
import { reportText } from './verify/report-text.ts';
import { summaryOf } from './verify/summary.ts';
import { verify } from './verify/verify.ts';

const USAGE = `Usage: npm run verify -- REQUEST_ID | --all

Proves that the log, the read model and the stored images agree, or lists where they do not. It changes none of them; what
--all found is kept for the console and GET /v1/system.

  --home DIR   the home of npm start (default .halftone), whose operator.env has the settings

Exit codes: 0 consistent, 1 not consistent, 2 a wrong command line, 69 a store does not answer, 78 wrong settings`;

process.exitCode = await attempt(() => main(process.argv.slice(2)), USAGE);

async function main(args: string[]): Promise<number> {
  const { positionals, flags, help, home } = readCommandLine(args, ['all']);
  const all = flags.has('all');
  const [requestId, ...rest] = positionals;
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  if (rest.length > 0 || all === (requestId !== undefined)) {
    throw new UsageError('Name one request, or all of them with --all.');
  }
  const settings = readVerifySettings(await operatorEnvironment(process.env, home));
  await using log = await reachLog(settings.NATS_URL);
  await using readModel = await reachReadModel(settings.DATABASE_URL);
  const store = await reachOutputs(settings);
  const began = performance.now();
  const counter = counterOn(process.stderr);
  const report = await verify(
    { log, readModel, store },
    { ...(requestId && { requestId }), onRequest: counter.count },
  );
  counter.clear();
  const durationMs = performance.now() - began;
  process.stdout.write(reportText(report, durationMs / 1000));
  if (all) await keep(log, summaryOf(report, { at: new Date(), durationMs }));
  return report.consistent ? EXIT.ok : EXIT.found;
}

/** The report has been seen, so it is no failure when nobody else will see it. */
async function keep(log: OperatorLog, summary: Verification): Promise<void> {
  try {
    await log.keepVerification(summary);
  } catch (error) {
    process.stderr.write(
      `The console will not show this: ${error instanceof Error ? error.message : error}\n`,
    );
  }
}

/** A line that counts on, where a person looks at it. */
function counterOn(stream: NodeJS.WriteStream) {
  let count = 0;
  const show = (text: string) => void (stream.isTTY && stream.write(`\r\x1b[K${text}`));
  return {
    count() {
      count += 1;
      show(`${count} verified ...`);
    },
    clear: () => show(''),
  };
}
