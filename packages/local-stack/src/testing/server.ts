import { closeSync, openSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, type Exit, type Program, startChild } from '../processes/child.ts';
import { waitFor } from './wait-for.ts';

/** Long, since a machine that tests many things at once is slow at all of them. */
const START_TIMEOUT_MS = 45_000;

/** A server of one test, which can be killed and started again on the same port with the same data. */
export type TestServer = AsyncDisposable & {
  /** As kill -9 does; resolves when it is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
};

/** A server that is a process of this machine. */
export type TestProcess = TestServer & {
  /** Of the process that runs, or ran last. */
  readonly pid: number;
  /** Ends it in good order, as its supervisor does, or by force once the grace is over; answers how it ended. */
  stop(graceMs: number): Promise<Exit>;
  /** Halts it as it stands, as SIGSTOP does: its connections stay open, and nobody answers. */
  pause(): void;
  resume(): void;
  /** The file it writes to. */
  readonly log: string;
};

/** Starts a server and waits until it answers. Its folder goes when it does. */
export async function startServer(
  program: Program,
  folder: string,
  answers: () => Promise<boolean>,
): Promise<TestProcess> {
  const server = serverOf(program, folder, answers);
  await server.start();
  return server;
}

/** A server that is not started yet. */
export function serverOf(program: Program, folder: string, answers: () => Promise<boolean>): TestProcess {
  const log = join(folder, `${program.name}.log`);
  let child: Child | undefined;
  return {
    get pid() {
      return running(child).pid;
    },
    async start() {
      const started = await launch(program, folder, log);
      child = started;
      await answered(program.name, started, { log, answers });
    },
    async kill() {
      running(child).kill('SIGKILL');
      await running(child).exited;
    },
    stop: (graceMs) => running(child).stop(graceMs),
    pause: () => running(child).kill('SIGSTOP'),
    resume: () => running(child).kill('SIGCONT'),
    log,
    async [Symbol.asyncDispose]() {
      await child?.stop(5_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function running(child: Child | undefined): Child {
  if (!child) throw new Error('The server was never started');
  return child;
}

async function launch(program: Program, folder: string, log: string): Promise<Child> {
  const output = openSync(log, 'a');
  const child = await startChild(program, { output, ipc: program.command === process.execPath });
  closeSync(output);
  // Should the worker be killed, the end of the run finds what it left.
  await writeFile(join(folder, 'pid'), String(child.pid));
  return child;
}

/** Waits until it answers; one that does not is killed. */
async function answered(
  name: string,
  child: Child,
  { log, answers }: { log: string; answers: () => Promise<boolean> },
): Promise<void> {
  const ended = child.exited.then(async ({ code, signal }) => {
    throw new Error(`${name} ended (${signal ?? code}):\n${(await readFile(log, 'utf8')).slice(-2000)}`);
  });
  try {
    await Promise.race([waitFor(`${name} to answer`, answers, { timeoutMs: START_TIMEOUT_MS }), ended]);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  // From here on its end is what the test makes of it.
  ended.catch(() => {});
}
