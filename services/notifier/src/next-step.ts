import type { EventData } from '@halftone/contracts';

/** What the log says about the delivery of one request, as far as it concerns a trigger. */
export type History = {
  /** The last attempt for the trigger, or for a newer one. */
  lastAttempt: EventData<'webhook.attempted'> | null;
  /** Sequence of the last `webhook.redelivery-requested`. */
  lastRedelivery: number | null;
};

export type NextStep = { kind: 'done' } | { kind: 'wait'; ms: number } | { kind: 'attempt'; attempt: number };

/**
 * What is to be done for a trigger (a completion, or a redelivery that was asked for), by the log alone. JetStream's own
 * counters do not decide, since they start anew with the consumer, and a log that is read again would send everything
 * again.
 * @param trigger the sequence of the event that asks for the delivery
 */
export function nextStep(trigger: number, { lastAttempt, lastRedelivery }: History, now: Date): NextStep {
  // The newest trigger owns the delivery: otherwise two would take turns at the same schedule.
  if (Math.max(lastRedelivery ?? 0, lastAttempt?.trigger ?? 0) > trigger) return { kind: 'done' };
  if (lastAttempt?.trigger !== trigger) return { kind: 'attempt', attempt: 1 };
  if (lastAttempt.outcome !== 'retrying') return { kind: 'done' };
  const ms = Date.parse(lastAttempt.nextAttemptAt) - now.getTime();
  return ms > 0 ? { kind: 'wait', ms } : { kind: 'attempt', attempt: lastAttempt.attempt + 1 };
}
