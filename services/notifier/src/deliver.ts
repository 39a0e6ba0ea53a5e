import type { HalftoneEvent } from '@halftone/contracts';
import { type Delivery, RetryLater } from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import type { Attempt, AttemptWebhook } from './attempt.ts';
import { type HistoryLog, historyOf } from './history.ts';
import { nextStep } from './next-step.ts';
import type { TakeSlot } from './receiver-slots.ts';

/** How long a delivery stands back when its receiver has all its slots taken. */
const BUSY_WAIT_MS = 1000;

export type DeliverDependencies = {
  log: HistoryLog;
  attempt: AttemptWebhook;
  takeSlot: TakeSlot;
  /** Receives the webhooks of requests that name no receiver. */
  defaultReceiver: string | undefined;
  now: () => Date;
  random: () => number;
  logger: Logger;
};

/** Handles `request.completed`: the webhook is to be delivered. */
export function deliverCompletion(dependencies: DeliverDependencies) {
  return (delivery: Delivery<'request.completed'>): Promise<void> =>
    deliver(dependencies, delivery, delivery.event);
}

/** Handles `webhook.redelivery-requested`: the webhook is to be delivered again, beginning with the first attempt. */
export function deliverAgain(dependencies: DeliverDependencies) {
  return async (delivery: Delivery<'webhook.redelivery-requested'>): Promise<void> => {
    const { requestId, by } = delivery.event.data;
    const completed = await dependencies.log.lastEvent('request.completed', requestId);
    if (completed) return deliver(dependencies, delivery, completed.event);
    dependencies.logger.warn({ requestId, by }, 'redelivery requested of a request that has not completed');
  };
}

/**
 * Takes the next step of a delivery.
 * @param delivery of the event that asks for it
 * @throws RetryLater when there is more to do later
 */
async function deliver(
  dependencies: DeliverDependencies,
  { seq: trigger, signal }: Delivery,
  completed: HalftoneEvent<'request.completed'>,
): Promise<void> {
  const { requestId, webhookUrl } = completed.data;
  const receiver = webhookUrl ?? dependencies.defaultReceiver;
  if (!receiver) {
    dependencies.logger.debug({ requestId }, 'no receiver for the webhook');
    return;
  }
  const step = nextStep(trigger, await historyOf(dependencies.log, requestId, trigger), dependencies.now());
  switch (step.kind) {
    case 'done':
      return;
    case 'wait':
      throw new RetryLater(step.ms, `${requestId}: the next attempt is due later`);
    case 'attempt':
      return attemptWithSlot(dependencies, { completed, receiver, trigger, number: step.attempt, signal });
  }
}

async function attemptWithSlot(
  { attempt, takeSlot, now, random }: DeliverDependencies,
  next: Attempt,
): Promise<void> {
  using slot = takeSlot(next.receiver);
  if (!slot) throw new RetryLater(Math.round(BUSY_WAIT_MS * (1 + random())), 'the receiver is busy');
  const attempted = await attempt(next);
  if (attempted.outcome !== 'retrying') return;
  const waitMs = Math.max(0, Date.parse(attempted.nextAttemptAt) - now().getTime());
  throw new RetryLater(waitMs, 'the attempt failed; the next one is due later');
}
