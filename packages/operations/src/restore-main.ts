import { resolve } from 'node:path';
import { restoredText } from './backup/backup-text.ts';
import { restore } from './backup/restore.ts';
import { attempt, EXIT, reachLog, reachOutputs, readCommandLine, UsageError } from './command.ts';
import { operatorEnvironment, readRestoreSettings } from './settings.ts';

const USAGE = `Usage: npm run restore -- DIR

Brings back what NATS kept from a folder that "npm run backup" has made, and lists the stored images that are missing. The
stores have to run, and no service. STREAM_REPLICAS, where it is set, takes the place of the copies that the streams had.

  --replace    replace streams that have messages in them, whose messages are lost
  --home DIR   the home of npm start (default .halftone), whose operator.env has the settings

Exit codes: 0 done, 1 refused, or done and images are missing, 2 a wrong command line, 69 a store does not answer, 78 wrong settings`;

process.exitCode = await attempt(() => main(process.argv.slice(2)), USAGE);

async function main(args: string[]): Promise<number> {
  const { positionals, flags, help, home } = readCommandLine(args, ['replace']);
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) throw new UsageError('Name the folder of the backup.');
  const folder = resolve(process.env.INIT_CWD ?? '.', name);
  const settings = readRestoreSettings(await operatorEnvironment(process.env, home));
  await using log = await reachLog(settings.NATS_URL);
  const store = await reachOutputs(settings);
  const onStream = (stream: string) => void process.stderr.write(`Restoring ${stream} ...\n`);
  const restored = await restore({ backups: log.backups, store }, folder, {
    replace: flags.has('replace'),
    replicas: settings.STREAM_REPLICAS,
    onStream,
  });
  process.stdout.write(restoredText(restored));
  return restored.missing.count === 0 ? EXIT.ok : EXIT.found;
}
