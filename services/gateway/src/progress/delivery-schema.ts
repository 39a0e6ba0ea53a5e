import type { DeliveryView } from '@halftone/read-model';
import { type Static, Type } from 'typebox';

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const DeliveryOutcome = Type.Enum(['delivered', 'retrying', 'exhausted', 'rejected'], {
  title: 'DeliveryOutcome',
  description: 'How an attempt, or the last one of a delivery, ended.',
});

const Attempt = Type.Object(
  {
    attempt: Type.Integer({ minimum: 1, description: 'From 1; a redelivery starts again at 1.' }),
    outcome: DeliveryOutcome,
    statusCode: orNull(Type.Integer({ description: "The receiver's answer, if there was one." })),
    error: orNull(Type.String({ description: 'Why there was no answer, or none that counts.' })),
    durationMs: Type.Number({ minimum: 0, description: 'Time to the answer, in milliseconds.' }),
    attemptedAt: Type.String({ format: 'date-time', description: 'When (RFC 3339, UTC).' }),
    nextAttemptAt: orNull(
      Type.String({
        format: 'date-time',
        description: 'When the next one is due, if one is (RFC 3339, UTC).',
      }),
    ),
  },
  { title: 'DeliveryAttempt', description: 'One attempt to deliver a webhook.' },
);

/** A delivery as `/v1` shows it. */
export const DeliveryResponse = Type.Object(
  {
    id: Type.String({ description: 'The id of the delivery: the webhook-id header of every attempt.' }),
    requestId: Type.String({ description: 'The request that the webhook is about.' }),
    event: Type.String({ description: 'What the webhook says: its type, such as request.completed.' }),
    endpointId: orNull(
      Type.String({ description: 'The registered endpoint; null for the receiver of the request.' }),
    ),
    url: Type.String({ description: 'The receiver, without its query.' }),
    status: DeliveryOutcome,
    attempts: Type.Array(Attempt, { description: 'The oldest first.' }),
  },
  { title: 'Delivery', description: 'A webhook, and the attempts to deliver it.' },
);
export type DeliveryResponse = Static<typeof DeliveryResponse>;

/** How a delivery looks to a client. */
export const shownDelivery = ({ deliveryId, ...delivery }: DeliveryView): DeliveryResponse => ({
  id: deliveryId,
  ...delivery,
});

/** A webhook of a request that has not been confirmed, as the request itself shows it. */
export const UndeliveredWebhook = Type.Object(
  {
    id: Type.String({ description: 'The id of the delivery.' }),
    event: Type.String({ description: 'What the webhook says.' }),
    url: Type.String({ description: 'The receiver, without its query.' }),
    status: Type.Enum(['retrying', 'exhausted', 'rejected'], {
      title: 'UndeliveredStatus',
      description: 'It is retried, all its attempts have failed, or it was refused for good.',
    }),
    attempts: Type.Integer({ minimum: 1, description: 'How many attempts were made.' }),
    statusCode: orNull(Type.Integer({ description: 'The last answer of the receiver, if there was one.' })),
    error: orNull(Type.String({ description: 'Why the last attempt does not count.' })),
    nextAttemptAt: orNull(
      Type.String({
        format: 'date-time',
        description: 'When the next one is due, if one is (RFC 3339, UTC).',
      }),
    ),
  },
  { title: 'UndeliveredWebhook', description: 'A webhook whose last attempt failed.' },
);
export type UndeliveredWebhook = Static<typeof UndeliveredWebhook>;

/** Those of the deliveries whose last attempt failed. */
export const undelivered = (deliveries: readonly DeliveryView[]): UndeliveredWebhook[] =>
  deliveries.flatMap(({ deliveryId, event, url, status, attempts }) => {
    const last = attempts.at(-1);
    if (!last || status === 'delivered') return [];
    const { statusCode, error, nextAttemptAt } = last;
    return [
      { id: deliveryId, event, url, status, attempts: attempts.length, statusCode, error, nextAttemptAt },
    ];
  });
