import type { ChildProcess } from 'node:child_process';
import { CodecCrash, type CrashReason } from './codec-crash.ts';

/** How long a process may work on something; what it has worked already is taken off. */
export type Patience = { readonly totalMs: number; leftMs: number };

export const patienceOf = (totalMs: number): Patience => ({ totalMs, leftMs: totalMs });

/** A process until its end, which may come at any time. */
export type Lifetime = {
  /**
   * What the process is waited for.
   * @throws CodecCrash when the process ends first, or is killed because the patience is
   */
  orEnd<T>(work: Promise<T>, patience: Patience): Promise<T>;
  /** Kills the process, since it does not answer as it should, and gives the reason for its end that came first. */
  end(why: string): CodecCrash;
};

/** Follows a process from its start on. */
export function createLifetime(child: ChildProcess): Lifetime {
  let crash: CodecCrash | undefined;
  // Set again by each wait: a promise that all of them raced against would keep every one of them in memory.
  let giveUp = (_crash: CodecCrash) => {};
  const end = (why: string, reason: CrashReason, options?: ErrorOptions) => {
    crash ??= new CodecCrash(why, reason, options);
    giveUp(crash);
    child.kill('SIGKILL');
    return crash;
  };
  child.on('error', (cause) => end('The codec could not be started.', 'not_started', { cause }));
  child.on('exit', (code, signal) =>
    end(`The decoder process ended while decoding the image (${signal ?? `exit code ${code}`}).`, 'crashed'),
  );

  async function orEnd<T>(work: Promise<T>, patience: Patience): Promise<T> {
    if (crash) throw crash;
    const { promise: ended, reject } = Promise.withResolvers<never>();
    giveUp = reject;
    const tooLong = () => end(`Decoding the image did not end within ${patience.totalMs} ms.`, 'timeout');
    const timer = setTimeout(tooLong, patience.leftMs);
    const startedAt = performance.now();
    try {
      return await Promise.race([work, ended]);
    } finally {
      clearTimeout(timer);
      patience.leftMs -= performance.now() - startedAt;
    }
  }
  return { orEnd, end: (why) => end(why, 'invalid_answer') };
}
