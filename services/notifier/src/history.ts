import type { EventLog } from '@halftone/messaging';
import type { AttemptRecord, History } from './next-step.ts';

export type HistoryLog = Pick<EventLog, 'lastEvent' | 'replay'>;

export const NO_HISTORY: History = { lastAttempt: null, lastRedelivery: null };

/** A delivery, by its request and its id: a request may have several. */
export type DeliveryKey = { requestId: string; deliveryId: string };

/** Reads from the log what has been done about a delivery since a trigger. */
export async function historyOf(log: HistoryLog, delivery: DeliveryKey, trigger: number): Promise<History> {
  const [lastAttempt, lastRedelivery] = await Promise.all([
    lastAttemptOf(log, delivery, trigger),
    lastRedeliveryOf(log, delivery, trigger),
  ]);
  return { lastAttempt, lastRedelivery };
}

/**
 * The last attempt of a delivery for a trigger, or for a newer one. The newest attempt of the request can be that of another
 * delivery, or one that was in flight when the trigger came; then the log is read from the trigger on.
 */
async function lastAttemptOf(
  { lastEvent, replay }: HistoryLog,
  { requestId, deliveryId }: DeliveryKey,
  trigger: number,
): Promise<AttemptRecord | null> {
  const isOwn = ({ data }: AttemptRecord) => data.deliveryId === deliveryId && data.trigger >= trigger;
  const last = await lastEvent('webhook.attempted', requestId);
  if (!last || last.seq < trigger) return null;
  if (isOwn(last.event)) return last.event;
  let own: AttemptRecord | null = null;
  const since = { from: trigger + 1, to: last.seq - 1, name: 'webhook.attempted', requestId } as const;
  for await (const { event } of replay(since)) if (isOwn(event)) own = event;
  return own;
}

/** The sequence of the last redelivery that was asked for since the trigger, or null. */
async function lastRedeliveryOf(
  { lastEvent, replay }: HistoryLog,
  { requestId, deliveryId }: DeliveryKey,
  trigger: number,
): Promise<number | null> {
  const last = await lastEvent('webhook.redelivery-requested', requestId);
  if (!last || last.seq < trigger) return null;
  if (last.event.data.deliveryId === deliveryId) return last.seq;
  let own: number | null = null;
  const since = { from: trigger, to: last.seq - 1, name: 'webhook.redelivery-requested', requestId } as const;
  for await (const { event, seq } of replay(since)) if (event.data.deliveryId === deliveryId) own = seq;
  return own;
}
