import { EVENTS } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';
import type { DeliveryFilter, DeliveryView, Page } from '@halftone/read-model';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { fromDatabase, fromLog } from '../../dependencies.ts';
import type { App } from '../../http/type-provider.ts';
import { Problem, problemResponses } from '../../problems/problems.ts';
import { DeliveryOutcome, DeliveryResponse, shownDelivery } from '../../progress/delivery-schema.ts';
import { requestOf } from '../../progress/request-of.ts';
import type { Reads } from '../../progress/request-status.ts';
import { limited, PageOf, type PageQuery, paging, readPage } from './paging.ts';
import { requestParams, timeIn } from './requests.ts';

export type DeliveriesDependencies = {
  log: () => Pick<EventLog, 'publish' | 'lastEvent'>;
  reads: Pick<Reads, 'request'> & {
    deliveries(requestId: string): Promise<DeliveryView[]>;
    delivery(deliveryId: string): Promise<DeliveryView | null>;
    tenantDeliveries(query: DeliveryFilter & PageQuery): Promise<Page<DeliveryView>>;
  };
};

/** Any other text must not reach the database, which refuses some. */
const deliveryIdRule = Compile(EVENTS['webhook.redelivery-requested'].data.properties.deliveryId);

const listAll = {
  operationId: 'listDeliveries',
  summary: 'The deliveries of the webhooks of all requests, those of the newest request first',
  tags: ['webhooks'],
  querystring: Type.Object({
    outcome: Type.Optional(DeliveryOutcome),
    since: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Only those whose last attempt was made then or later (RFC 3339).',
      }),
    ),
    ...paging,
  }),
  response: {
    200: PageOf('DeliveryPage', DeliveryResponse, 'One page of deliveries; none before the first attempt.'),
    ...problemResponses('invalid_request', 'unauthorized', 'too_many_requests', 'database_unavailable'),
  },
};

const list = {
  operationId: 'listRequestDeliveries',
  summary: 'The deliveries of the webhooks of a request',
  tags: ['webhooks'],
  params: requestParams,
  response: {
    200: PageOf(
      'DeliveryPage',
      DeliveryResponse,
      'The deliveries; none before the first attempt, and without a receiver. There is one page.',
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
  app.get('/v1/deliveries', { schema: listAll }, async ({ tenant, query }) => {
    const { since, ...rest } = limited(query);
    const filter = { ...rest, tenant, ...(since && { since: timeIn(since) }) };
    const { items, nextCursor } = await readPage(deps.reads.tenantDeliveries(filter));
    return { items: items.map(shownDelivery), nextCursor };
  });

  app.get('/v1/requests/:id/deliveries', { schema: list }, async ({ tenant, params }) => {
    const { requestId } = await requestOf(deps, tenant, params.id);
    const deliveries = await fromDatabase(deps.reads.deliveries(requestId));
    return { items: deliveries.map(shownDelivery), nextCursor: null };
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
