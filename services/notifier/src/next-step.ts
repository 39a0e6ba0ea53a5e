import type { HalftoneEvent } from '@halftone/contracts';

/** An attempt as the log has it. */
export type AttemptRecord = Pick<HalftoneEvent<'webhook.attempted'>, 'time' | 'data'>;

/** What the log says about the delivery of one request, as far as it concerns a trigger. */
export type History = {
  /** The last attempt for the trigger, or for a newer one. */
  lastAttempt: AttemptRecord | null;
  /** Sequence of the last `webhook.redelivery-requested`. */
  lastRedelivery: number | null;
};

export type NextStep = { kind: 'done' } | { kind: 'wait'; ms: number } | { kind: 'attempt'; attempt: number };

/**
 * What is to be done for a trigger (a completion, or a redelivery that was asked for), by the log alone. JetStream's own
 * counters do not decide, since they start again with the consumer, and a log that is read again would send everything
 * again.
 * @param trigger the sequence of the event that asks for the delivery
 */
export function nextStep(trigger: number, { lastAttempt, lastRedelivery }: History, now: Date): NextStep {
  // The newest trigger owns the delivery: otherwise two would take turns at the same schedule.
  if (Math.max(lastRedelivery ?? 0, lastAttempt?.data.trigger ?? 0) > trigger) return { kind: 'done' };
  if (lastAttempt?.data.trigger !== trigger) return { kind: 'attempt', attempt: 1 };
  const { time, data: last } = lastAttempt;
  if (last.outcome !== 'retrying') return { kind: 'done' };
  const ms = Date.parse(last.nextAttemptAt) - now.getTime();
  // A clock that was ahead at the attempt, or is behind now, cannot tell how long is left; waiting for it to get there
  // again could take any time. The log has delivered the trigger again, which as a rule it does when the wait is over.
  const canTell = now.getTime() >= Date.parse(time);
  return canTell && ms > 0 ? { kind: 'wait', ms } : { kind: 'attempt', attempt: last.attempt + 1 };
}
