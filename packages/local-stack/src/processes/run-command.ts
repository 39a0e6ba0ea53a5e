import { execFile } from 'node:child_process';

export type CommandOptions = {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  timeoutMs?: number;
};

/** A program that was run to its end did not end well. The message holds the last of what it wrote. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/**
 * Runs a program to its end and answers what it wrote to its standard output.
 * @throws CommandError
 */
export function runCommand(command: string, args: string[], options: CommandOptions = {}): Promise<string> {
  const { timeoutMs, ...rest } = options;
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...rest, timeout: timeoutMs ?? 0 }, (cause, stdout, stderr) => {
      if (!cause) return resolve(stdout);
      const output = `${stdout}\n${stderr}`.trim().split('\n').slice(-5).join('\n');
      reject(new CommandError(`${command}: ${output || cause.message}`, { cause }));
    });
  });
}
