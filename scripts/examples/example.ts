import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { waitFor } from '@halftone/local-stack/testing';

const root = join(import.meta.dirname, '../..');

/** A running example of the documentation. */
export type Example = AsyncDisposable & {
  /** Waits for a line that matches. */
  line(pattern: RegExp): Promise<string>;
  /** What it has printed so far. */
  lines(): string[];
  /** Asks it to end, and waits for that. Gives its exit code. */
  stop(): Promise<number | null>;
};

/** Runs a file of docs/examples as a reader would. */
export function runExample(command: string, args: string[], env: NodeJS.ProcessEnv): Example {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env } });
  const exited = once(child, 'exit');
  const output = collect(child);
  const lines = () => output.text.split('\n').filter(Boolean);
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    return child.exitCode;
  };
  return {
    lines,
    line: (pattern) =>
      waitFor(`a line like ${pattern}`, async () => {
        if (child.exitCode !== null) throw new Error(`It ended: ${output.text}`);
        return lines().find((line) => pattern.test(line));
      }),
    stop,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await stop();
    },
  };
}

function collect(child: ChildProcessWithoutNullStreams): { text: string } {
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output.text += text;
    });
  }
  return output;
}
