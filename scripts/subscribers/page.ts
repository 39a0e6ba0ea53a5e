import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished, type Surroundings, shown } from './programs.ts';

const PAGE = new URL('../../docs/subscribers.md', import.meta.url);

/** The commands of a section of docs/subscribers.md, in order. */
export async function commandsOf(heading: string): Promise<string[]> {
  const page = await readFile(PAGE, 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  if (!section) throw new Error(`docs/subscribers.md has no section "${heading}"`);
  return [...section.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) => block.trim().split('\n'));
}

const PAST = /\bbefore:image\.failed/;
const LIVE = /\blive-\d+:image\.failed/;

/**
 * Runs a command of the page as it stands there, and sees that one that goes on shows what it should: what happens, and, unless
 * it listens live, what has been before.
 * @returns the folder in which the next command is run
 */
export async function runCommand(command: string, surroundings: Surroundings): Promise<string> {
  // It insists on a terminal, in which it asks whether to show the next page.
  if (command.startsWith('nats stream view')) {
    await shown(`script -qec "${command}" /dev/null`, [PAST], surroundings);
    return surroundings.cwd;
  }
  if (!/\b(nats sub|node|python3|go run) (?!-m)/.test(command)) {
    await finished(command, surroundings);
    return join(surroundings.cwd, /\bcd (\S+)$/.exec(command)?.[1] ?? '.');
  }
  const isLive = /^nats sub (?!.*--all)/.test(command);
  const output = await shown(command, isLive ? [LIVE] : [PAST, LIVE], surroundings);
  const ofOneType = / image\.failed/.test(command);
  if (ofOneType && output.includes('request.completed'))
    throw new Error(`${command} shows others:\n${output}`);
  return surroundings.cwd;
}
