import { setTimeout as delay } from 'node:timers/promises';
import { InvalidEventError } from '@halftone/contracts';
import type { EventLog, UploadStore } from '@halftone/messaging';
import { type ReadModel, UnforgottenRequest } from '@halftone/read-model';
import { type Logger, untilReady } from '@halftone/runtime';

export type ForgettingLog = Pick<EventLog, 'forget' | 'lastEvent'> & { uploads: Pick<UploadStore, 'remove'> };

export type ForgettingParts = {
  readModel: ReadModel;
  log: ForgettingLog;
  logger: Logger;
  /** The least time between two looks for requests to forget, and the time between them while there are any. */
  everyMs?: number;
  /** How often it looks while nothing is projected: what another tracker left behind when it ended is found then. */
  atRestMs?: number;
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
};

export type Forgetting = AsyncDisposable & {
  /** To be told after each projection, which is what there can be something to forget by. */
  projected(): void;
};

/** Requests that are looked at in one go. */
const AT_ONCE = 100;

/**
 * Removes the upload and the events of requests that were deleted, once no consumer has them in flight; an event that is
 * published late is removed when it has come by. Several trackers may do so at once.
 */
export function forgetDeleted({
  everyMs = 1000,
  atRestMs = 60_000,
  pause = (ms, signal) => delay(ms, undefined, { signal }),
  ...parts
}: ForgettingParts): Forgetting {
  const stopping = new AbortController();
  const { signal } = stopping;
  let change = new AbortController();
  const forgetting = (async () => {
    for (;;) {
      change = new AbortController();
      const { found } = await untilReady('forgetting deleted requests', () => forgetAll(parts), {
        logger: parts.logger,
        signal,
      });
      await pause(everyMs, signal);
      if (found === 0) await pauseUntil(change.signal, (woken) => pause(atRestMs, woken), signal);
    }
  })().catch((error) => {
    if (!signal.aborted) throw error;
  });
  return {
    projected: () => change.abort(),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await forgetting;
    },
  };
}

/** Waits until the pause is over or the change has come. */
async function pauseUntil(
  change: AbortSignal,
  pause: (signal: AbortSignal) => Promise<void>,
  stopping: AbortSignal,
): Promise<void> {
  try {
    await pause(AbortSignal.any([change, stopping]));
  } catch (error) {
    if (!change.aborted || stopping.aborted) throw error;
  }
}

/**
 * Goes once through the requests that are to be forgotten.
 * @returns how many there were
 */
export async function forgetAll({
  readModel,
  log,
  logger,
}: Pick<ForgettingParts, 'readModel' | 'log' | 'logger'>): Promise<{ found: number }> {
  const requests = await readModel
    .em()
    .find(UnforgottenRequest, {}, { orderBy: { id: 'asc' }, limit: AT_ONCE });
  for (const { id } of requests) {
    if (!(await forget(log, id, logger))) continue;
    await readModel.em().nativeDelete(UnforgottenRequest, { id });
    // What came by between the two would otherwise be left.
    if (await log.forget(id)) logger.info({ requestId: id }, 'deleted request forgotten');
    else await readModel.em().upsert(UnforgottenRequest, { id });
  }
  return { found: requests.length };
}

/**
 * Removes the upload of a request and, as far as no consumer has them in flight, its events.
 * @returns whether all of them are gone
 */
export async function forget(log: ForgettingLog, requestId: string, logger: Logger): Promise<boolean> {
  try {
    // The acceptance names the upload, so it goes last.
    const accepted = await log.lastEvent('request.accepted', requestId);
    if (accepted) await log.uploads.remove(accepted.event.data.upload.object);
  } catch (err) {
    if (!(err instanceof InvalidEventError)) throw err;
    logger.warn(
      { err, requestId },
      'a deleted request does not say where its upload is; it is swept up later',
    );
  }
  return await log.forget(requestId);
}
