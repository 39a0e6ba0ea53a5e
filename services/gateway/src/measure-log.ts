import type { EventLog } from '@halftone/messaging';
import { metrics } from './metrics.ts';

type MeasuredLog = Pick<EventLog, 'lag' | 'usage' | 'deadLetters' | 'isFull'>;

/** Several metrics are read of one answer. */
const ANSWER_HOLDS_MS = 500;

/** Has the state of the log and of its consumers measured whenever somebody reads the metrics. */
export function measureLog(log: () => MeasuredLog, now: () => number = Date.now): void {
  const lag = shared(() => log().lag());
  const usage = shared(() => log().usage());
  metrics.pending.readWith(async () =>
    (await lag()).map(({ consumer, pending }) => [{ consumer }, pending] as const),
  );
  metrics.unacknowledged.readWith(async () =>
    (await lag()).map(({ consumer, unacknowledged }) => [{ consumer }, unacknowledged] as const),
  );
  metrics.oldestAge.readWith(async () =>
    (await lag()).map(({ consumer, oldestAt }) => {
      const ageMs = oldestAt ? Math.max(0, now() - oldestAt.getTime()) : 0;
      return [{ consumer }, ageMs / 1000] as const;
    }),
  );
  metrics.logEvents.readWith(async () => [[{}, (await usage()).events]]);
  metrics.logBytes.readWith(async () => [[{}, (await usage()).bytes]]);
  metrics.logUsed.readWith(async () => [[{}, (await usage()).used]]);
  metrics.deadLetters.readWith(async () => [[{}, await log().deadLetters()]]);
  metrics.logFull.readWith(async () => [[{}, (await log().isFull()) ? 1 : 0]]);
}

/** One answer for all who ask at about the same time. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let askedAt = 0;
  return () => {
    if (!answer || performance.now() - askedAt > ANSWER_HOLDS_MS) {
      askedAt = performance.now();
      // A log that is not connected yet throws at once.
      answer = (async () => ask())();
    }
    return answer;
  };
}
