import { type Delivery, type EventLog, ImpossibleEventsError } from '@halftone/messaging';
import type { ReadModel } from '@halftone/read-model';
import { type Logger, untilReady } from '@halftone/runtime';
import { completeRequests } from './complete.ts';
import { project, type Refused, reasonOf } from './project.ts';

type Parts = { readModel: ReadModel; log: Pick<EventLog, 'publish'>; logger: Logger };

/** Projects each batch of events, and publishes the completions that it brings about. */
export function track(parts: Parts) {
  return async (batch: readonly Delivery[]): Promise<void> => {
    const began = performance.now();
    const refused = await projectOrHold(parts, batch);
    const touched = new Set(batch.map(({ event }) => event.data.requestId));
    await complete(parts, [...touched]);
    parts.logger.debug(
      { events: batch.length, requests: touched.size, ms: Math.round(performance.now() - began) },
      'batch projected',
    );
    if (refused.length > 0) throw new ImpossibleEventsError(refused.map((one) => [one.seq, reasonOf(one)]));
  };
}

async function complete({ readModel, log, logger }: Parts, requestIds: string[]): Promise<void> {
  const completions = await completeRequests({ readModel, publish: log.publish }, requestIds);
  for (const { requestId, outcome, counts, durationMs } of completions) {
    logger.info({ requestId, outcome, ...counts, durationMs }, 'request completed');
  }
}

async function projectOrHold(
  { readModel, logger }: Parts,
  batch: readonly Delivery[],
): Promise<readonly Refused[]> {
  try {
    return await project(readModel, batch);
  } catch (error) {
    // While PostgreSQL is away the batch stays in flight: to return one after another would go through the whole log,
    // and leave all of it waiting for a late redelivery once PostgreSQL is back.
    await untilReady('PostgreSQL', readModel.check, { logger, signal: batch[0]?.signal });
    throw error;
  }
}
