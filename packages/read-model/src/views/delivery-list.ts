import type { ReadModel } from '../tables/read-model.ts';
import { decodeCursor, isId, isTime, type Page, pageOf } from './cursor.ts';
import { type DeliveryOutcome, type DeliveryView, deliveriesWhere } from './deliveries.ts';
import type { PageOptions } from './request-list.ts';

export type DeliveryFilter = {
  tenant: string;
  /** How the last attempt ended. */
  outcome?: DeliveryOutcome;
  /** The last attempt was made at this time or later. */
  since?: Date;
};

type Place = { deliveryId: string; requestId: string; acceptedAt: Date | string };

/** Goes through the requests of the tenant by their index, and looks at the attempts of each by theirs. */
const placesIn = (schema: string) => `
  select last.delivery_id as "deliveryId", r.id as "requestId", r.accepted_at as "acceptedAt"
  from ${schema}.requests r cross join lateral (
    select distinct on (w.delivery_id) w.delivery_id, w.outcome, w.attempted_at
    from ${schema}.webhook_attempts w where w.request_id = r.id order by w.delivery_id, w.seq desc
  ) last`;

/**
 * The deliveries of all requests of a tenant: those of the newest request first.
 * @throws InvalidCursorError
 */
export async function listTenantDeliveries(
  readModel: ReadModel,
  { tenant, outcome, since, cursor, limit }: DeliveryFilter & PageOptions,
): Promise<Page<DeliveryView>> {
  const conditions = [
    { sql: 'r.tenant = ?', values: [tenant] },
    { sql: 'r.accepted_at is not null', values: [] },
    ...(outcome ? [{ sql: 'last.outcome = ?', values: [outcome] }] : []),
    ...(since ? [{ sql: 'last.attempted_at >= ?', values: [since] }] : []),
    ...(cursor ? [after(cursor)] : []),
  ];
  const places = await readModel.em().execute<Place[]>(
    `${placesIn(readModel.schema)} where ${conditions.map(({ sql }) => sql).join(' and ')}
       order by r.accepted_at desc, r.id desc, last.delivery_id desc limit ?`,
    [...conditions.flatMap(({ values }) => values), limit + 1],
  );
  const { items, nextCursor } = pageOf(places, limit, ({ acceptedAt, requestId, deliveryId }) => [
    new Date(acceptedAt).toISOString(),
    requestId,
    deliveryId,
  ]);
  const found = await deliveriesWhere(readModel, {
    deliveryId: { $in: items.map(({ deliveryId }) => deliveryId) },
  });
  const byId = new Map(found.map((delivery) => [delivery.deliveryId, delivery]));
  return { items: items.flatMap(({ deliveryId }) => byId.get(deliveryId) ?? []), nextCursor };
}

function after(cursor: string) {
  const [time = '', requestId = '', deliveryId = ''] = decodeCursor(cursor, [isTime, isId, isId]);
  // The first condition is what the index is read by.
  return {
    sql: 'r.accepted_at <= ? and (r.accepted_at, r.id, last.delivery_id) < (?, ?, ?)',
    values: [new Date(time), new Date(time), requestId, deliveryId],
  };
}
