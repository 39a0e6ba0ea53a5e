import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';

export type Command = { command: string; args: readonly string[]; cwd?: string; env?: NodeJS.ProcessEnv };

/** A command that ended with anything but 0, with the end of what it printed. */
export class CommandFailed extends Error {
  override name = 'CommandFailed';
}

/** As much of a command's output as an error shows. */
const SHOWN = 4000;

/**
 * Runs a command to its end and gives back what it printed.
 * @throws CommandFailed
 */
export async function runCommand({ command, args, cwd, env }: Command): Promise<string> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd && { cwd }),
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code === 0) return printed;
  throw new CommandFailed(`${command} ${args.join(' ')} ended with ${code}:\n${printed.slice(-SHOWN)}`);
}

/** What a tool says of its version, in one line; null where it is not installed. */
export async function versionOf(command: string, args: readonly string[]): Promise<string | null> {
  const printed = await runCommand({ command, args }).catch(() => null);
  return printed === null ? null : (stripVTControlCharacters(printed).trim().split('\n')[0] ?? '');
}
