import type { HalftoneEvent } from '@halftone/contracts';
import { type Delivery, ImpossibleEventsError, RetryLater } from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import type { Attempt, AttemptWebhook } from './attempt.ts';
import { type HistoryLog, historyOf, NO_HISTORY } from './history.ts';
import { nextStep } from './next-step.ts';
import type { TakeSlot } from './receiver-slots.ts';
import { busyWait } from './schedule.ts';
import type { Unattempted } from './unattempted.ts';

export type DeliverDependencies = {
  log: HistoryLog;
  attempt: AttemptWebhook;
  takeSlot: TakeSlot;
  isUnattempted: Unattempted;
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

/** After these a replica of the log that lags behind has caught up. */
const LOOKS_FOR_COMPLETION = 3;
const LOOK_AGAIN_MS = 2000;

/** Handles `webhook.redelivery-requested`: the webhook is to be delivered again, beginning with the first attempt. */
export function deliverAgain(dependencies: DeliverDependencies) {
  return async (delivery: Delivery<'webhook.redelivery-requested'>): Promise<void> => {
    const { requestId } = delivery.event.data;
    const completed = await dependencies.log.lastEvent('request.completed', requestId);
    if (completed) return deliver(dependencies, delivery, completed.event);
    const missing = `the log has no completion of ${requestId}`;
    if (delivery.attempt <= LOOKS_FOR_COMPLETION) throw new RetryLater(LOOK_AGAIN_MS, missing);
    throw new ImpossibleEventsError([[delivery.seq, missing]]);
  };
}

/**
 * Takes the next step of a delivery. The slot comes before everything else, so that of thousands that wait for a receiver
 * none reads the log in vain.
 * @param asked the event that asks for it
 * @throws RetryLater when there is more to do later
 */
async function deliver(
  dependencies: DeliverDependencies,
  asked: Delivery,
  completed: HalftoneEvent<'request.completed'>,
): Promise<void> {
  const { takeSlot, random, logger } = dependencies;
  const { requestId, webhookUrl } = completed.data;
  const receiver = webhookUrl ?? dependencies.defaultReceiver;
  if (!receiver) {
    logger.debug({ requestId }, 'no receiver for the webhook');
    return;
  }
  using slot = await takeSlot(receiver);
  if (!slot) throw new RetryLater(busyWait(asked.attempt, random()), `${requestId}: the receiver is busy`);
  await deliverWithSlot(dependencies, asked, { completed, receiver, slot });
}

async function deliverWithSlot(
  { log, attempt, isUnattempted, now }: DeliverDependencies,
  { seq: trigger, attempt: deliveries, signal }: Delivery,
  posting: Pick<Attempt, 'completed' | 'receiver' | 'slot'>,
): Promise<void> {
  const { requestId } = posting.completed.data;
  const isNew = isUnattempted(trigger, deliveries);
  const history = isNew ? NO_HISTORY : await historyOf(log, requestId, trigger);
  const step = nextStep(trigger, history, now());
  if (step.kind === 'done') return;
  if (step.kind === 'wait') throw new RetryLater(step.ms, `${requestId}: the next attempt is due later`);
  const attempted = await attempt({ ...posting, trigger, number: step.attempt, signal });
  if (attempted.outcome !== 'retrying') return;
  const waitMs = Math.max(0, Date.parse(attempted.nextAttemptAt) - now().getTime());
  throw new RetryLater(waitMs, `${requestId}: the attempt failed; the next one is due later`);
}
