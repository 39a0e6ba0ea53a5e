import { EVENTS } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';
import type { DeliveryView } from '@halftone/read-model';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { fromDatabase, fromLog } from '../../dependencies.ts';
import type { App } from '../../http/type-provider.ts';
import { Problem, problemResponses } from '../../problems/problems.ts';
import { requestOf } from '../../progress/request-of.ts';
import type { Reads } from '../../progress/request-status.ts';
import { PageOf } from './paging.ts';
import { requestParams } from './requests.ts';

export type DeliveriesDependencies = {
  log: () => Pick<EventLog, 'publish' | 'lastEvent'>;
  reads: Pick<Reads, 'request'> & {
    deliveries(requestId: string): Promise<DeliveryView[]>;
    delivery(deliveryId: string): Promise<DeliveryView | null>;
  };
};

/** Any other text must not reach the database, which refuses some. */
const deliveryIdRule = Compile(EVENTS['webhook.redelivery-requested'].data.properties.deliveryId);

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const OUTCOMES = ['delivered', 'retrying', 'exhausted', 'rejected'] as const;

const DeliveryOutcome = Type.Enum([...OUTCOMES], {
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

const Delivery = Type.Object(
  {
    id: Type.String({ description: 'The id of the delivery: the webhook-id header of every attempt.' }),
    url: Type.String({ description: 'The receiver.' }),
    status: DeliveryOutcome,
    attempts: Type.Array(Attempt, { description: 'The oldest first.' }),
  },
  { title: 'Delivery', description: 'A webhook, and the attempts to deliver it.' },
);

const list = {
  operationId: 'listDeliveries',
  summary: 'The deliveries of the webhook of a request',
  tags: ['webhooks'],
  params: requestParams,
  response: {
    200: PageOf(
      'DeliveryPage',
      Delivery,
      'The deliveries; none before the first attempt, and without a webhookUrl. There is one page.',
    ),
    ...problemResponses('unauthorized', 'request_not_found', 'too_many_requests', 'database_unavailable'),
  },
};

const redeliver = {
  operationId: 'redeliverWebhook',
  summary: 'Deliver a webhook again',
  description:
    'Whatever the outcome of the earlier delivery. Asking again within two minutes counts as the same redelivery.',
  tags: ['webhooks'],
  params: Type.Object({ id: Type.String({ description: 'The id of the delivery.' }) }),
  response: {
    202: Type.Object(
      {
        id: Type.String({ description: 'The id of the delivery.' }),
        requestId: Type.String({ description: 'The request it belongs to.' }),
        message: Type.String({ description: 'What happens now.' }),
      },
      { title: 'RedeliveryReceipt', description: 'It will be delivered.' },
    ),
    ...problemResponses(
      'unauthorized',
      'delivery_not_found',
      'too_many_requests',
      'log_unavailable',
      'database_unavailable',
    ),
  },
};

/** Deliveries of webhooks, and redelivery. */
export function deliveriesRoutes(app: App, deps: DeliveriesDependencies): void {
  app.get('/v1/requests/:id/deliveries', { schema: list }, async ({ tenant, params }) => {
    const { requestId } = await requestOf(deps, tenant, params.id);
    const deliveries = await fromDatabase(deps.reads.deliveries(requestId));
    return { items: deliveries.map(shown), nextCursor: null };
  });

  app.post('/v1/deliveries/:id/redeliver', { schema: redeliver }, async ({ tenant, params }, reply) => {
    const delivery = deliveryIdRule.Check(params.id)
      ? await fromDatabase(deps.reads.delivery(params.id))
      : null;
    const owner = delivery && (await fromDatabase(deps.reads.request(delivery.requestId)));
    if (!delivery || owner?.tenant !== tenant) {
      throw new Problem('delivery_not_found', 'There is no delivery with this id.');
    }
    const { deliveryId, requestId } = delivery;
    await fromLog(deps.log().publish('webhook.redelivery-requested', { requestId, deliveryId, by: tenant }));
    return reply.code(202).send({ id: deliveryId, requestId, message: 'The webhook is delivered again.' });
  });
}

function shown({ deliveryId, url, status, attempts }: DeliveryView) {
  return { id: deliveryId, url, status, attempts };
}
