import { type DeadLetter, type DeadLetters, ForeignDeadLetterError } from '@halftone/messaging';
import { attempt, EXIT, reachLog, readCommandLine, UsageError } from './command.ts';
import { letterText, listText } from './dead-letters-text.ts';
import { operatorEnvironment, readDeadLettersSettings } from './settings.ts';

const USAGE = `Usage: npm run dead-letters -- COMMAND

Events that could not be handled are kept with the reason.

  list                 all of them, oldest first
  show N               one of them, with the event itself
  replay N | --all     publish the event again, once the cause is mended, and forget the dead letter
  drop N               forget a dead letter; its event stays in the log

  --home DIR           the home of npm start (default .halftone), whose operator.env has the settings

Exit codes: 0 done, 1 there is no such dead letter or it cannot be replayed, 2 a wrong command line, 69 NATS does not answer, 78 wrong settings`;

const say = (text: string) => void process.stdout.write(`${text}\n`);

process.exitCode = await attempt(() => main(process.argv.slice(2)), USAGE);

async function main(args: string[]): Promise<number> {
  const { positionals, all, help, home } = readCommandLine(args);
  const [command = 'list', number, ...rest] = positionals;
  if (help) {
    say(USAGE);
    return EXIT.ok;
  }
  const isOne = number !== undefined && /^[1-9]\d*$/.test(number);
  const fits = command === 'list' ? number === undefined && !all : isOne !== (all && command === 'replay');
  if (rest.length > 0 || !fits || !['list', 'show', 'replay', 'drop'].includes(command)) {
    throw new UsageError('That is not one of the commands.');
  }
  const { NATS_URL } = readDeadLettersSettings(await operatorEnvironment(process.env, home));
  await using log = await reachLog(NATS_URL);
  const letters = await log.deadLetters.list();
  if (command === 'list') say(listText(letters));
  else if (all) return await replayAll(log.deadLetters, letters);
  else
    return await perform(
      command,
      log.deadLetters,
      letters.find((letter) => letter.number === Number(number)),
    );
  return EXIT.ok;
}

async function perform(
  command: string,
  deadLetters: DeadLetters,
  letter: DeadLetter | undefined,
): Promise<number> {
  if (!letter) {
    process.stderr.write('There is no dead letter of this number: see npm run dead-letters -- list\n');
    return EXIT.found;
  }
  if (command === 'show') say(letterText(letter));
  if (command === 'replay' && !(await replay(deadLetters, letter))) return EXIT.found;
  if (command === 'drop') {
    await deadLetters.drop(letter);
    say(`Dropped dead letter ${letter.number}. Event ${letter.seq} stays in the log.`);
  }
  return EXIT.ok;
}

/** Of an event that several consumers have set aside, one replay is for all of them. */
async function replayAll(deadLetters: DeadLetters, letters: readonly DeadLetter[]): Promise<number> {
  const events = new Map(letters.map((letter) => [letter.seq, letter]));
  let replayed = 0;
  for (const letter of events.values()) if (await replay(deadLetters, letter)) replayed += 1;
  say(`${replayed} replayed. What cannot be handled now either comes back under a new number.`);
  return replayed === events.size ? EXIT.ok : EXIT.found;
}

/** @returns whether it could be */
async function replay(deadLetters: DeadLetters, letter: DeadLetter): Promise<boolean> {
  try {
    const seq = await deadLetters.replay(letter);
    say(`Dead letter ${letter.number}: event ${letter.seq} was published again as event ${seq}.`);
    return true;
  } catch (error) {
    if (!(error instanceof ForeignDeadLetterError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return false;
  }
}
