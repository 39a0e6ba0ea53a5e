import { setTimeout as delay } from 'node:timers/promises';
import type { Usage } from './processes.ts';

/** Looks at a program's memory again and again, until it is disposed of. */
export type MemoryWatch = AsyncDisposable & {
  /** The most that was seen, in MiB. */
  peakMib(): number;
};

const EVERY_MS = 500;

export function watchMemory(usage: () => Promise<Usage>): MemoryWatch {
  const ending = new AbortController();
  let peak = 0;
  const watch = async () => {
    while (!ending.signal.aborted) {
      peak = Math.max(peak, (await usage()).residentMib);
      await delay(EVERY_MS, undefined, { signal: ending.signal }).catch(() => {});
    }
  };
  const watching = watch();
  // Whoever waits for the end is told.
  watching.catch(() => {});
  return {
    peakMib: () => peak,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await watching;
    },
  };
}
