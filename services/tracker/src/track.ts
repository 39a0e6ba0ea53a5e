import {
  type Delivery,
  type EventLog,
  ImpossibleEventsError,
  type Publish,
  traceOf,
} from '@halftone/messaging';
import { isAway, type ReadModel } from '@halftone/read-model';
import { type Logger, untilReady } from '@halftone/runtime';
import { announceProgress } from './announce-progress.ts';
import { type Ask, completeRequests } from './complete.ts';
import { measureBatch, measureCompletion } from './measure.ts';
import { project, type Refused, reasonOf } from './project.ts';

type Parts = {
  readModel: ReadModel;
  log: Pick<EventLog, 'publish'>;
  logger: Logger;
  /** Called after each projection. */
  projected?: () => void;
  /** Told how many images are missing of each request that is near its end. */
  missing?: (requestId: string, images: number) => void;
};

/** Projects each batch of events, and publishes the completions that it brings about. */
export function track(parts: Parts) {
  return async (batch: readonly Delivery[]): Promise<void> => {
    const began = performance.now();
    const ask = askFor(batch, parts.logger);
    const refused = await projectOrHold(parts, batch, ask);
    measureBatch(batch);
    parts.projected?.();
    const touched = new Set(batch.map(({ event }) => event.data.requestId));
    await complete({ ...parts, log: { publish: inTraceOf(batch, parts.log.publish) } }, [...touched], ask);
    parts.logger.debug(
      { events: batch.length, requests: touched.size, ms: Math.round(performance.now() - began) },
      'batch projected',
    );
    if (refused.length > 0) throw new ImpossibleEventsError(refused.map((one) => [one.seq, reasonOf(one)]));
  };
}

/** A completion belongs to the trace of the event that brought it about, and not to that of the batch. */
function inTraceOf(batch: readonly Delivery[], publish: Publish): Publish {
  return (name, data, options) => {
    const last = batch.findLast(({ event }) => event.data.requestId === data.requestId);
    return publish(name, data, { ...options, trace: last && traceOf(last.event) });
  };
}

/**
 * Asks PostgreSQL again where a connection was lost, for as long as it is away: all that is asked changes nothing when it
 * is asked twice. Each answer is progress with the batch.
 */
function askFor([first]: readonly Delivery[], logger: Logger): Ask {
  return async (question) => {
    first?.signal.throwIfAborted();
    const answer = await untilReady('PostgreSQL', question, {
      logger,
      signal: first?.signal,
      worthWaiting: isAway,
    });
    first?.progress();
    return answer;
  };
}

async function complete(
  { readModel, log, logger, missing }: Parts,
  requestIds: string[],
  ask: Ask,
): Promise<void> {
  const progressed = await announceProgress({ readModel, publish: log.publish, ask }, requestIds);
  for (const { requestId, progress } of progressed)
    logger.debug({ requestId, progress }, 'progress announced');
  const completions = await completeRequests(
    { readModel, publish: log.publish, ask, ...(missing && { missing }) },
    requestIds,
  );
  for (const completion of completions) {
    const { requestId, outcome, counts, durationMs } = completion;
    measureCompletion(completion);
    logger.info({ requestId, outcome, ...counts, durationMs }, 'request completed');
  }
}

async function projectOrHold(
  { readModel, logger }: Parts,
  batch: readonly Delivery[],
  ask: Ask,
): Promise<readonly Refused[]> {
  try {
    return await ask(() => project(readModel, batch));
  } catch (error) {
    // While PostgreSQL is away the batch stays in flight: to return one after another would go through the whole log,
    // and leave all of it waiting for a late redelivery once PostgreSQL is back.
    await untilReady('PostgreSQL', readModel.check, { logger, signal: batch[0]?.signal });
    throw error;
  }
}
