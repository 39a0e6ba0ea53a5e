import { closeSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type Child, type Exit, type Program, startChild } from './child.ts';
import { recordProcess } from './pid-file.ts';

/** A program that is to run for as long as we do. */
export type Part = {
  program: Program;
  /** Whether it does its work. */
  isReady: () => Promise<boolean>;
  /** How long it may take to end in good order. */
  graceMs: number;
  /** Where its output goes. */
  log: string;
  /** Where its process is recorded. */
  pidFile: string;
  /** A program of ours that ends by itself when the IPC channel breaks. */
  ipc?: boolean;
};

export type SupervisorEvent =
  | { kind: 'ended'; name: string; how: string; log: string; restartInMs: number }
  | { kind: 'recovered'; name: string };

export type Policy = {
  firstRestartMs: number;
  slowestRestartMs: number;
  /** After running for this long, the next end counts as the first. */
  steadyMs: number;
  /** How long it may take until it is ready for the first time, and how often it may end before. */
  startTimeoutMs: number;
  startAttempts: number;
};

const POLICY: Policy = {
  firstRestartMs: 200,
  slowestRestartMs: 10_000,
  steadyMs: 30_000,
  startTimeoutMs: 60_000,
  startAttempts: 3,
};

export type Supervised = AsyncDisposable & {
  name: string;
  /** Where its output goes. */
  log: string;
  /** Whether it has been ready. */
  isReady(): boolean;
  /** Resolves when it is ready for the first time; rejects with a {@link StartError} when that does not happen. */
  ready: Promise<void>;
};

/** A part did not become ready. */
export class StartError extends Error {
  override name = 'StartError';
  readonly log: string;

  constructor(message: string, log: string) {
    super(message);
    this.log = log;
  }
}

/** Starts a program and starts it again whenever it ends, until it is disposed of. */
export function supervise(part: Part, report: (event: SupervisorEvent) => void, policy = POLICY): Supervised {
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  let wasReady = false;
  // Whoever stops waiting for it early, because another part failed, is not to be ended by this one.
  ready.promise.then(
    () => {
      wasReady = true;
    },
    () => {},
  );
  const running = keepRunning({ part, report, policy, stop: stopping.signal, ready });
  return {
    name: part.program.name,
    log: part.log,
    isReady: () => wasReady,
    ready: ready.promise,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

type Supervision = {
  part: Part;
  report: (event: SupervisorEvent) => void;
  policy: Policy;
  stop: AbortSignal;
  ready: PromiseWithResolvers<void>;
};

async function keepRunning({ part, report, policy, stop, ready }: Supervision): Promise<void> {
  const { name } = part.program;
  const fail = (why: string) => ready.reject(new StartError(`${name} did not start: ${why}`, part.log));
  const overdue = setTimeout(
    () => fail(`not ready after ${policy.startTimeoutMs / 1000} s`),
    policy.startTimeoutMs,
  );
  stop.addEventListener('abort', () => fail('it was stopped'));
  let runs = 0;
  let ends = 0;
  let wasReady = false;
  const onReady = () => {
    clearTimeout(overdue);
    if (wasReady) report({ kind: 'recovered', name });
    wasReady = true;
    ready.resolve();
  };
  while (!stop.aborted) {
    const startedAt = performance.now();
    const how = await runOnce(part, stop, onReady);
    if (stop.aborted) break;
    ends = performance.now() - startedAt > policy.steadyMs ? 1 : ends + 1;
    runs += 1;
    if (!wasReady && runs >= policy.startAttempts) {
      fail(`it ended ${runs} times (${how})`);
      break;
    }
    const restartInMs = Math.min(policy.firstRestartMs * 2 ** (ends - 1), policy.slowestRestartMs);
    report({ kind: 'ended', name, how, log: part.log, restartInMs });
    await delay(restartInMs, undefined, { signal: stop }).catch(() => {});
  }
  clearTimeout(overdue);
}

/** Runs the program until it ends or is to stop, and says how it ended. */
async function runOnce(part: Part, stop: AbortSignal, onReady: () => void): Promise<string> {
  const child = await launch(part).catch((error: Error) => error);
  if (child instanceof Error) return child.message;
  const stopped = new Promise<'stop'>((resolve) => {
    if (stop.aborted) resolve('stop');
    stop.addEventListener('abort', () => resolve('stop'), { once: true });
  });
  const over = new AbortController();
  const watching = watch(part.isReady, over.signal, onReady);
  const first = await Promise.race([child.exited, stopped]);
  over.abort();
  const exit = first === 'stop' ? await child.stop(part.graceMs) : first;
  await watching;
  await rm(part.pidFile, { force: true });
  return describe(exit);
}

async function launch({ program, log, pidFile, ipc }: Part): Promise<Child> {
  const output = openSync(log, 'a');
  try {
    const child = await startChild(program, { output, ownGroup: true, ipc: ipc ?? false });
    await recordProcess(pidFile, child.pid);
    return child;
  } finally {
    closeSync(output);
  }
}

async function watch(isReady: () => Promise<boolean>, over: AbortSignal, onReady: () => void): Promise<void> {
  while (!over.aborted) {
    if ((await isReady()) && !over.aborted) return onReady();
    await delay(100, undefined, { signal: over }).catch(() => {});
  }
}

function describe({ code, signal }: Exit): string {
  return signal ? `ended by ${signal}` : `ended with code ${code}`;
}
