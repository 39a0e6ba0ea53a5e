import type { EventLog } from '@halftone/messaging';
import type { AttemptRecord, History } from './next-step.ts';

export type HistoryLog = Pick<EventLog, 'lastEvent' | 'replay'>;

export const NO_HISTORY: History = { lastAttempt: null, lastRedelivery: null };

/** Reads from the log what has been done about the delivery of a request. */
export async function historyOf(log: HistoryLog, requestId: string, trigger: number): Promise<History> {
  const [lastAttempt, redelivery] = await Promise.all([
    lastAttemptOf(log, requestId, trigger),
    log.lastEvent('webhook.redelivery-requested', requestId),
  ]);
  return { lastAttempt, lastRedelivery: redelivery?.seq ?? null };
}

/**
 * The last attempt for a trigger, or a newer one. An attempt that was in flight when the trigger came is recorded behind
 * it and can hide the trigger's own; then the log is read between the two, which is no more than an attempt's time.
 */
async function lastAttemptOf(
  { lastEvent, replay }: HistoryLog,
  requestId: string,
  trigger: number,
): Promise<AttemptRecord | null> {
  const last = await lastEvent('webhook.attempted', requestId);
  if (!last || last.seq < trigger) return null;
  if (last.event.data.trigger >= trigger) return last.event;
  let own: AttemptRecord | null = null;
  const between = { from: trigger + 1, to: last.seq - 1, name: 'webhook.attempted', requestId } as const;
  for await (const { event } of replay(between)) {
    if (event.data.trigger === trigger) own = event;
  }
  return own;
}
