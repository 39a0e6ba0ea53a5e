import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog } from '@halftone/messaging';
import { type Logger, untilReady } from '@halftone/runtime';
import { type ForgettingLog, forget } from './forget-deleted.ts';

export type MakingRoomParts = {
  log: ForgettingLog & Pick<EventLog, 'deletionsWaiting'>;
  logger: Logger;
  /** How often it looks for deletions that wait. */
  everyMs?: number;
};

/**
 * Removes the events of requests whose deletion found no room in a full log, so that there is some: the deletion itself
 * follows, and with it everything else of the request goes.
 */
export function makeRoom({ log, logger, everyMs = 5000 }: MakingRoomParts): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const making = (async () => {
    for (;;) {
      await untilReady('making room in the log', () => forgetWaiting({ log, logger }), { logger, signal });
      await delay(everyMs, undefined, { signal });
    }
  })().catch((error) => {
    if (!signal.aborted) throw error;
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await making;
    },
  };
}

async function forgetWaiting({ log, logger }: Omit<MakingRoomParts, 'everyMs'>): Promise<void> {
  for (const requestId of await log.deletionsWaiting()) {
    await forget(log, requestId, logger);
    logger.info({ requestId }, 'room made in a full log');
  }
}
