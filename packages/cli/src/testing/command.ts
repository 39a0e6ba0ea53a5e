import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run } from '../run.ts';

export type CommandOptions = {
  env?: Record<string, string>;
  /** The width of the terminal; without it, the output goes to a file. */
  columns?: number;
  signal?: AbortSignal;
  now?: () => number;
};

/** Runs a command to its end, and returns what it printed. */
export async function command(args: string[], options: CommandOptions = {}) {
  const { env = {}, columns, signal = new AbortController().signal, now = () => 0 } = options;
  const stdout = Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns });
  const stderr = new PassThrough();
  const told = Promise.all([text(stdout), text(stderr)]);
  const code = await run(args, { env, stdout, stderr, signal, now });
  stdout.end();
  stderr.end();
  const [out, err] = await told;
  return { code, out, err };
}
