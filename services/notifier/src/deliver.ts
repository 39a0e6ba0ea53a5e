import { deliveryIdOf } from '@halftone/contracts';
import { type Delivery, ImpossibleEventsError, RetryLater } from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import type { AttemptWebhook } from './attempt.ts';
import type { EndpointHealth } from './endpoints/health.ts';
import { historyOf, NO_HISTORY } from './history.ts';
import { nextStep } from './next-step.ts';
import type { TakeSlot } from './receiver-slots.ts';
import { busyWait } from './schedule.ts';
import type { Unattempted } from './unattempted.ts';
import {
  completionWebhook,
  requestedWebhook,
  type Webhook,
  type WebhookSources,
} from './webhooks/webhook.ts';

export type DeliverDependencies = WebhookSources & {
  attempt: AttemptWebhook;
  noteHealth: EndpointHealth;
  takeSlot: TakeSlot;
  isUnattempted: Unattempted;
  now: () => Date;
  random: () => number;
  logger: Logger;
};

/** Handles `request.completed`: the webhook is to be delivered to the receiver of the request. */
export function deliverCompletion(dependencies: DeliverDependencies) {
  return (delivery: Delivery<'request.completed'>): Promise<void> =>
    deliver(dependencies, delivery, completionWebhook(delivery.event, dependencies));
}

/** Handles `webhook.requested`. */
export function deliverRequested(dependencies: DeliverDependencies) {
  return async (delivery: Delivery<'webhook.requested'>): Promise<void> =>
    deliver(dependencies, delivery, requestedWebhook(delivery.event, dependencies));
}

/** After these a replica of the log that lags behind has caught up. */
const LOOKS_FOR_ORIGIN = 3;
const LOOK_AGAIN_MS = 2000;

/** Handles `webhook.redelivery-requested`: the webhook is to be delivered again, beginning with the first attempt. */
export function deliverAgain(dependencies: DeliverDependencies) {
  return async (delivery: Delivery<'webhook.redelivery-requested'>): Promise<void> => {
    const { requestId, deliveryId } = delivery.event.data;
    const webhook = await originalWebhook(dependencies, requestId, deliveryId);
    if (webhook !== undefined) return deliver(dependencies, delivery, webhook);
    const missing = `the log does not say what the delivery ${deliveryId} of ${requestId} is about`;
    if (delivery.attempt <= LOOKS_FOR_ORIGIN) throw new RetryLater(LOOK_AGAIN_MS, missing);
    throw new ImpossibleEventsError([[delivery.seq, missing]]);
  };
}

/** The webhook that was to be delivered under an id; undefined when the log has not heard of it. */
async function originalWebhook(
  dependencies: DeliverDependencies,
  requestId: string,
  deliveryId: string,
): Promise<Webhook | null | undefined> {
  const { lastEvent } = dependencies.log;
  if (deliveryId === deliveryIdOf(requestId)) {
    const completed = await lastEvent('request.completed', requestId);
    return completed ? completionWebhook(completed.event, dependencies) : undefined;
  }
  const requested = await lastEvent('webhook.requested', requestId, { part: deliveryId });
  return requested ? requestedWebhook(requested.event, dependencies) : undefined;
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
  webhook: Webhook | null,
): Promise<void> {
  const { takeSlot, random, logger } = dependencies;
  const { requestId } = asked.event.data;
  if (!webhook) {
    logger.debug({ requestId }, 'no receiver for the webhook');
    return;
  }
  using slot = await takeSlot(webhook.receiver);
  if (!slot) throw new RetryLater(busyWait(asked.attempt, random()), `${requestId}: the receiver is busy`);
  await deliverWithSlot(dependencies, asked, { webhook, slot });
}

async function deliverWithSlot(
  { log, attempt, noteHealth, isUnattempted, now }: DeliverDependencies,
  { seq: trigger, attempt: deliveries, signal }: Delivery,
  { webhook, slot }: { webhook: Webhook; slot: Disposable },
): Promise<void> {
  const { deliveryId, endpointId } = webhook;
  const isNew = isUnattempted(trigger, deliveries);
  const history = isNew ? NO_HISTORY : await historyOf(log, webhook, trigger);
  const step = nextStep(trigger, history, now());
  if (step.kind === 'done') return;
  if (step.kind === 'wait') throw new RetryLater(step.ms, `${deliveryId}: the next attempt is due later`);
  const attempted = await attempt({ webhook, slot, trigger, number: step.attempt, signal });
  if (endpointId) await noteHealth(endpointId, attempted);
  if (attempted.outcome !== 'retrying') return;
  const waitMs = Math.max(0, Date.parse(attempted.nextAttemptAt) - now().getTime());
  throw new RetryLater(waitMs, `${deliveryId}: the attempt failed; the next one is due later`);
}
