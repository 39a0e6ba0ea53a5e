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
  /** How often it looks for requests to forget. */
  everyMs?: number;
};

/** Requests that are looked at in one go. */
const AT_ONCE = 100;

/**
 * Removes the upload and the events of requests that were deleted, once no consumer has them in flight; an event that is
 * published late is removed when it has come by. Several trackers may do so at once.
 */
export function forgetDeleted({ everyMs = 1000, ...parts }: ForgettingParts): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const forgetting = (async () => {
    for (;;) {
      await untilReady('forgetting deleted requests', () => forgetAll(parts), {
        logger: parts.logger,
        signal,
      });
      await delay(everyMs, undefined, { signal });
    }
  })().catch((error) => {
    if (!signal.aborted) throw error;
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await forgetting;
    },
  };
}

/** Goes once through the requests that are to be forgotten. */
export async function forgetAll({ readModel, log, logger }: Omit<ForgettingParts, 'everyMs'>): Promise<void> {
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
