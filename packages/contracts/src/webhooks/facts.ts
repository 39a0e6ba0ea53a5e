import { Type } from 'typebox';
import { Count, Id, Milliseconds, Position, RequestId, record, Url } from '../fields.ts';
import { Timestamp } from '../timestamp.ts';
import { openList } from '../tolerance.ts';
import { CHOSEN_WEBHOOKS } from './bodies.ts';

/** The events about webhooks, as part of the catalogue of all events, and what others have of them. */

const DeliveryId = Id("The delivery of one request's webhook: the webhook-id header of every attempt.");

const WEBHOOK = '^[a-z][a-z_-]*\\.[a-z][a-z_-]*$';
const WebhookEvent = openList(CHOSEN_WEBHOOKS, WEBHOOK, 'What a webhook says; later versions may have more.');
export const WebhookEvents = Type.Array(WebhookEvent, {
  minItems: 1,
  maxItems: 32,
  description: 'Of what its receiver is told; only of the completion when left out.',
});

export const ImageCounts = record({
  images: Count('Unique images.'),
  compressed: Count('Images compressed.'),
  failed: Count('Images given up.'),
});

/** What is needed to tell receivers of a request. */
export const receivers = {
  tenant: Type.Optional(Id('Whose request it is, and whose endpoints are told.')),
  webhookUrl: Type.Optional(Url('The receiver that the upload named.')),
  webhookEvents: Type.Optional(WebhookEvents),
};

export const Quarter = Type.Integer({
  minimum: 1,
  maximum: 99,
  description: 'Percent of the images: 25, 50 or 75.',
});

const StatusCode = Type.Integer({ minimum: 100, maximum: 599, description: "The receiver's answer." });

const webhookAttempt = {
  requestId: RequestId,
  deliveryId: DeliveryId,
  trigger: Type.Integer({
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Sequence in the log of the event that asked for the delivery.',
  }),
  event: Type.Optional(WebhookEvent),
  endpointId: Type.Optional(Id('The registered endpoint; left out for the receiver of the request.')),
  url: Url('The receiver.'),
  attempt: Position('From 1; a requested redelivery starts again at 1.'),
  durationMs: Milliseconds('Time to the answer'),
};

const failedAnswer = {
  statusCode: Type.Optional(StatusCode),
  error: Type.Optional(
    Type.String({ maxLength: 1000, description: 'Why there was no answer, or none that counts.' }),
  ),
};

export const WEBHOOK_FACTS = {
  'webhook.requested': {
    publisher: 'notifier',
    description: 'A webhook is to be delivered, beside the one that every completion asks for by itself.',
    data: record({
      requestId: RequestId,
      deliveryId: DeliveryId,
      event: WebhookEvent,
      occurredAt: Timestamp('When that happened of which it tells'),
      endpointId: Type.Optional(Id('The registered endpoint that it goes to.')),
      webhookUrl: Type.Optional(Url('The receiver that the upload named, where it goes to no endpoint.')),
      progress: Type.Optional(record({ percent: Quarter, counts: ImageCounts })),
    }),
  },
  'webhook.attempted': {
    publisher: 'notifier',
    description: 'One attempt to deliver a webhook, and what comes next.',
    data: Type.Union([
      record({
        ...webhookAttempt,
        outcome: Type.Literal('delivered', { description: 'The receiver confirmed it (2xx).' }),
        statusCode: StatusCode,
      }),
      record({
        ...webhookAttempt,
        outcome: Type.Literal('retrying', { description: 'It failed, and is tried again.' }),
        ...failedAnswer,
        nextAttemptAt: Timestamp('When the next attempt is due'),
      }),
      record({
        ...webhookAttempt,
        outcome: Type.Literal('exhausted', { description: 'It failed, and was the last attempt.' }),
        ...failedAnswer,
      }),
      record({
        ...webhookAttempt,
        outcome: Type.Literal('rejected', {
          description: 'Refused for good: by the receiver (410) or by us.',
        }),
        ...failedAnswer,
      }),
    ]),
  },
  'webhook.redelivery-requested': {
    publisher: 'gateway',
    description: 'A person or client asked for a redelivery.',
    data: record({
      requestId: RequestId,
      deliveryId: DeliveryId,
      by: Type.String({ description: 'Who asked.' }),
    }),
  },
} as const;
