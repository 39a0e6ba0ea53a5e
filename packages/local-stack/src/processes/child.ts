import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** A program as it is to be run: what differs between NATS, PostgreSQL, the object store and a service. */
export type Program = {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** The signal that makes it end in good order. */
  stopSignal: NodeJS.Signals;
  uid?: number;
  gid?: number;
};

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type Child = {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** Ends it in good order, or by force once the grace is over. */
  stop(graceMs: number): Promise<Exit>;
};

export type StartOptions = {
  /** The file descriptor that takes what it writes. */
  output: number;
  /** In a process group of its own, so that a terminal's Ctrl-C does not reach it. */
  ownGroup?: boolean;
  /** With an IPC channel, by which a program of ours notices that we are gone. */
  ipc?: boolean;
};

/**
 * Starts a program.
 * @throws when it cannot be started at all
 */
export async function startChild(program: Program, { output, ownGroup, ipc }: StartOptions): Promise<Child> {
  const stdio: StdioOptions = ['ignore', output, output, ...(ipc ? (['ipc'] as const) : [])];
  const child = spawn(program.command, program.args, {
    env: program.env,
    cwd: program.cwd,
    stdio,
    detached: ownGroup ?? false,
    ...(program.uid !== undefined && { uid: program.uid, gid: program.gid }),
  });
  const exited = exitOf(child);
  await once(child, 'spawn');
  if (child.pid === undefined) throw new Error(`${program.name} has no process id`);
  return handleOn(child, child.pid, exited, program.stopSignal);
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}

function handleOn(
  child: ChildProcess,
  pid: number,
  exited: Promise<Exit>,
  stopSignal: NodeJS.Signals,
): Child {
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  return {
    pid,
    exited,
    kill,
    async stop(graceMs) {
      kill(stopSignal);
      const overdue = new AbortController();
      const force = delay(graceMs, undefined, { signal: overdue.signal }).then(
        () => kill('SIGKILL'),
        () => undefined,
      );
      const exit = await exited;
      overdue.abort();
      await force;
      return exit;
    },
  };
}
