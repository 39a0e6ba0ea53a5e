import { pipeline } from 'node:stream/promises';
import { type DeadLetters, ForeignDeadLetterError, type OpenedLetter } from '@halftone/messaging';
import { EXIT } from '../command.ts';
import { letterText, listText } from './dead-letters-text.ts';

type Command = (deadLetters: DeadLetters, letter: OpenedLetter) => Promise<number>;

const say = (text: string) => void process.stdout.write(`${text}\n`);
const complain = (text: string) => void process.stderr.write(`${text}\n`);

/** What can be done with one dead letter. Each answers the exit code. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['show', show],
  ['replay', replayOne],
  ['drop', drop],
]);

/** Says which dead letters there are. */
export async function list(deadLetters: DeadLetters): Promise<number> {
  await pipeline(listText(deadLetters.list()), process.stdout, { end: false });
  return EXIT.ok;
}

/** Does something with the dead letter of a number. */
export async function withLetter(
  deadLetters: DeadLetters,
  number: number,
  command: Command,
): Promise<number> {
  const letter = await deadLetters.open(number);
  if (letter) return command(deadLetters, letter);
  complain('There is no dead letter with this number: see npm run dead-letters -- list');
  return EXIT.found;
}

/** Publishes all dead letters again, an event that several consumers could not handle once. */
export async function replayAll(deadLetters: DeadLetters): Promise<number> {
  // Known before the first is replayed: what comes back is not replayed again.
  const events = await numbersByEvent(deadLetters);
  let replayed = 0;
  for (const numbers of events.values()) if (await replayAny(deadLetters, numbers)) replayed += 1;
  say(`${replayed} replayed. An event that still cannot be handled comes back under a new number.`);
  return replayed === events.size ? EXIT.ok : EXIT.found;
}

/** The numbers of the dead letters that there are of each event. */
async function numbersByEvent(deadLetters: DeadLetters): Promise<Map<number, number[]>> {
  const events = new Map<number, number[]>();
  for await (const { seq, number } of deadLetters.list()) {
    const numbers = events.get(seq);
    if (numbers) numbers.push(number);
    else events.set(seq, [number]);
  }
  return events;
}

/** The newest of an event's dead letters stands for all. */
async function replayAny(deadLetters: DeadLetters, numbers: readonly number[]): Promise<boolean> {
  const letter = await deadLetters.open(numbers.at(-1) ?? 0);
  return letter !== null && (await replay(deadLetters, letter, numbers));
}

async function show(_: DeadLetters, letter: OpenedLetter): Promise<number> {
  say(letterText(letter));
  return EXIT.ok;
}

async function drop(deadLetters: DeadLetters, { number, seq }: OpenedLetter): Promise<number> {
  await deadLetters.drop(number);
  say(`Dropped dead letter ${number}. Event ${seq} stays in the log.`);
  return EXIT.ok;
}

async function replayOne(deadLetters: DeadLetters, letter: OpenedLetter): Promise<number> {
  const numbers = (await numbersByEvent(deadLetters)).get(letter.seq) ?? [letter.number];
  return (await replay(deadLetters, letter, numbers)) ? EXIT.ok : EXIT.found;
}

/** @returns whether it could be */
async function replay(
  deadLetters: DeadLetters,
  letter: OpenedLetter,
  numbers: readonly number[],
): Promise<boolean> {
  try {
    const seq = await deadLetters.replay(letter, numbers);
    say(`Dead letter ${letter.number}: event ${letter.seq} was published again as event ${seq}.`);
    return true;
  } catch (error) {
    if (!(error instanceof ForeignDeadLetterError)) throw error;
    complain(error.message);
    return false;
  }
}
