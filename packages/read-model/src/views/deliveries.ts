import { WebhookAttempt } from '../tables/entities.ts';
import type { ReadModel } from '../tables/read-model.ts';

export type DeliveryOutcome = WebhookAttempt['outcome'];

/** One attempt to deliver a webhook. Times are ISO 8601, UTC. */
export type AttemptView = {
  attempt: number;
  outcome: DeliveryOutcome;
  statusCode: number | null;
  error: string | null;
  durationMs: number;
  attemptedAt: string;
  nextAttemptAt: string | null;
};

const COMPLETED = 'request.completed';

/** A delivery with its attempts, oldest first; the last one says where it stands. */
export type DeliveryView = {
  deliveryId: string;
  requestId: string;
  /** What the webhook says, such as `request.completed`. */
  event: string;
  /** The registered endpoint that it goes to; null for the receiver of the request. */
  endpointId: string | null;
  url: string;
  status: DeliveryOutcome;
  attempts: AttemptView[];
};

/** The deliveries of a request's webhook, oldest first. */
export async function listDeliveries(readModel: ReadModel, requestId: string): Promise<DeliveryView[]> {
  return deliveriesWhere(readModel, { requestId });
}

/** A delivery by its id, or null when nothing was attempted under it. */
export async function findDelivery(readModel: ReadModel, deliveryId: string): Promise<DeliveryView | null> {
  const [delivery] = await deliveriesWhere(readModel, { deliveryId });
  return delivery ?? null;
}

/** The deliveries of which the condition is true, each with all its attempts, in the order in which they began. */
export async function deliveriesWhere(
  readModel: ReadModel,
  where: { requestId: string } | { deliveryId: string | { $in: string[] } },
): Promise<DeliveryView[]> {
  const attempts = await readModel.em().find(WebhookAttempt, where, { orderBy: { seq: 'asc' } });
  const deliveries = Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
  return [...deliveries.values()].flatMap((ofDelivery) => {
    const last = ofDelivery.at(-1);
    if (!last) return [];
    const { deliveryId, requestId, endpointId, url, outcome: status } = last;
    const about = { deliveryId, requestId, event: last.event ?? COMPLETED, endpointId: endpointId ?? null };
    return [{ ...about, url, status, attempts: ofDelivery.map(attemptView) }];
  });
}

function attemptView(attempt: WebhookAttempt): AttemptView {
  return {
    attempt: attempt.attempt,
    outcome: attempt.outcome,
    statusCode: attempt.statusCode ?? null,
    error: attempt.error ?? null,
    durationMs: attempt.durationMs,
    attemptedAt: attempt.attemptedAt.toISOString(),
    nextAttemptAt: attempt.nextAttemptAt?.toISOString() ?? null,
  };
}
