import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { serviceProgram } from '@halftone/local-stack';
import { until } from './client.ts';
import { familyOf } from './processes.ts';

const run = promisify(execFile);

/** Keeps a process, all its threads, and the processes it started to one core. */
export async function pinFamily(pid: number, core: number): Promise<void> {
  for (const member of await familyOf(pid)) {
    await run('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(member)]);
  }
}

/** One more of a service. */
export type Another = AsyncDisposable & {
  /** Stops it in the middle of what it does, and lets it go on. */
  pause(): void;
  resume(): void;
};

/** Starts a program on one core alone, and waits until it is ready. */
export async function startAnother(
  { command, args, env }: ReturnType<typeof serviceProgram>,
  core: number,
): Promise<Another> {
  const pinned = ['--cpu-list', String(core), command, ...args];
  const child = spawn('taskset', pinned, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ready = () =>
    fetch(`http://127.0.0.1:${env.PORT}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('the other instance is ready', ready);
  return {
    // taskset has become the program itself.
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
