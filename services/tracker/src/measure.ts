import type { EventData } from '@halftone/contracts';
import type { Delivery, EventLog } from '@halftone/messaging';
import { countRunning, type ReadModel } from '@halftone/read-model';
import { metrics } from './metrics.ts';

type Sources = { readModel: ReadModel; log: Pick<EventLog, 'lag'>; now?: () => number };

/** Has what can only be asked for measured whenever somebody reads the metrics. */
export function measureStanding({ readModel, log, now = Date.now }: Sources): void {
  const ageOf = (since: Date | null) => (since ? Math.max(0, (now() - since.getTime()) / 1000) : 0);
  metrics.lag.readWith(async () => {
    const lags = await log.lag('tracker');
    return lags.map(({ oldestAt }) => [{}, ageOf(oldestAt)] as const);
  });
  metrics.running.readWith(async () =>
    (await countRunning(readModel)).map(({ lane, count }) => [{ lane }, count] as const),
  );
  metrics.oldestRunning.readWith(async () => {
    const running = await countRunning(readModel);
    return [[{}, Math.max(0, ...running.map(({ oldestAt }) => ageOf(oldestAt)))]];
  });
}

/** Counts a batch that is projected. */
export function measureBatch(batch: readonly Delivery[], now = Date.now()): void {
  let oldest = now;
  for (const { event } of batch) {
    metrics.projected.add({ event: event.name });
    oldest = Math.min(oldest, Date.parse(event.time));
  }
  metrics.batchEvents.observe({}, batch.length);
  metrics.delay.observe({}, (now - oldest) / 1000);
}

export function measureCompletion({ outcome }: EventData<'request.completed'>): void {
  metrics.completed.add({ outcome });
}
