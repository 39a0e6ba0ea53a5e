import { setTimeout as delay } from 'node:timers/promises';
import type { UploadStore } from '@halftone/messaging';
import { type Logger, untilReady } from '@halftone/runtime';

const HOUR_MS = 60 * 60 * 1000;

export type SweepParts = {
  uploads: Pick<UploadStore, 'removeOrphans'>;
  logger: Logger;
  random: () => number;
  /** How often it sweeps. */
  everyMs?: number;
  /** How long nothing must have been added to an upload that was not accepted. */
  olderThanMs?: number;
};

/**
 * Removes, now and then, the uploads that were never accepted: a gateway that is killed leaves its own behind. The first
 * time is by chance, so that several trackers that start together do not all do it at once, though they may.
 */
export function sweepUploads({
  uploads,
  logger,
  random,
  everyMs = HOUR_MS,
  olderThanMs = HOUR_MS,
}: SweepParts): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const sweep = async () => {
    const removed = await untilReady('the uploads', () => uploads.removeOrphans(olderThanMs), {
      logger,
      signal,
    });
    if (removed > 0) logger.info({ removed }, 'uploads that were never accepted removed');
  };
  const sweeping = (async () => {
    for (let waitMs = everyMs * random(); ; waitMs = everyMs) {
      await delay(waitMs, undefined, { signal });
      await sweep();
    }
  })().catch((error) => {
    if (!signal.aborted) throw error;
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await sweeping;
    },
  };
}
