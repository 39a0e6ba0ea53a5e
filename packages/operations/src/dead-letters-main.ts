import type { DeadLetters } from '@halftone/messaging';
import { attempt, EXIT, reachLog, readCommandLine, UsageError } from './command.ts';
import { COMMANDS, list, replayAll, withLetter } from './dead-letters/dead-letters-commands.ts';
import { operatorEnvironment, readDeadLettersSettings } from './settings.ts';

const USAGE = `Usage: npm run dead-letters -- COMMAND

Events that could not be handled are kept with the reason.

  list                 all of them, oldest first
  show N               one of them, with the event itself
  replay N | --all     publish the event again, once the cause is fixed, and drop the dead letter
  drop N               remove a dead letter; its event stays in the log

  --home DIR           the home of npm start (default .halftone), whose operator.env has the settings

Exit codes: 0 done, 1 there is no such dead letter or it cannot be replayed, 2 a wrong command line, 69 NATS does not answer, 78 wrong settings`;

process.exitCode = await attempt(() => main(process.argv.slice(2)), USAGE);

async function main(args: string[]): Promise<number> {
  const { positionals, flags, help, home } = readCommandLine(args, ['all']);
  const all = flags.has('all');
  const [command = 'list', number, ...rest] = positionals;
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const act = actionOf(command, number, all);
  if (!act || rest.length > 0) throw new UsageError('There is no such command.');
  const { NATS_URL } = readDeadLettersSettings(await operatorEnvironment(process.env, home));
  await using log = await reachLog(NATS_URL);
  return await act(log.deadLetters);
}

type Action = (deadLetters: DeadLetters) => Promise<number>;

function actionOf(command: string, number: string | undefined, all: boolean): Action | undefined {
  if (number === undefined) {
    if (command === 'list' && !all) return list;
    return command === 'replay' && all ? replayAll : undefined;
  }
  const act = COMMANDS.get(command);
  if (!act || all || !/^[1-9]\d*$/.test(number)) return undefined;
  return (deadLetters) => withLetter(deadLetters, Number(number), act);
}
