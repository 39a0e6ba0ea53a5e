import { resolve } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { backUp } from './backup/back-up.ts';
import { backupText } from './backup/backup-text.ts';
import { attempt, EXIT, reachLog, reachOutputs, readCommandLine, UsageError } from './command.ts';
import { operatorEnvironment, readBackupSettings } from './settings.ts';

const USAGE = `Usage: npm run backup -- DIR

Copies everything that NATS keeps into a new folder, while the services run, with the list of the stored images. The images
themselves stay in their bucket; PostgreSQL is rebuilt from the log.

  --home DIR   the home of npm start (default .halftone), whose operator.env has the settings

Exit codes: 0 done, 1 refused, 2 a wrong command line, 69 a store does not answer, 78 wrong settings`;

process.exitCode = await attempt(() => main(process.argv.slice(2)), USAGE);

async function main(args: string[]): Promise<number> {
  const { positionals, help, home } = readCommandLine(args);
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) throw new UsageError('Name the folder for the backup.');
  const folder = resolve(process.env.INIT_CWD ?? '.', name);
  const settings = readBackupSettings(await operatorEnvironment(process.env, home));
  await using log = await reachLog(settings.NATS_URL);
  const store = await reachOutputs(settings);
  const parts = { backups: log.backups, store, bucket: settings.S3_BUCKET, version: manifest.version };
  const made = await backUp(parts, folder, (stream) => process.stderr.write(`Copying ${stream} ...\n`));
  process.stdout.write(backupText(folder, made));
  return EXIT.ok;
}
