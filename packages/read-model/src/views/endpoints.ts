import type { ChosenWebhook } from '@halftone/contracts';
import { WebhookEndpoint } from '../tables/entities.ts';
import type { ReadModel } from '../tables/read-model.ts';

/** A registered receiver of webhooks, without its secrets. Times are ISO 8601, UTC. */
export type EndpointView = {
  endpointId: string;
  url: string;
  events: ChosenWebhook[];
  description: string | null;
  status: 'enabled' | 'disabled' | 'suspended';
  registeredAt: string;
  rotatedAt: string | null;
  /** Until when the secrets before the newest sign as well. */
  previousUntil: string | null;
  failingSince: string | null;
  error: string | null;
  updatedAt: string;
};

/** The endpoints of a tenant that were not removed, in the order of their registration. */
export async function listEndpoints(readModel: ReadModel, tenant: string): Promise<EndpointView[]> {
  const rows = await readModel
    .em()
    .find(
      WebhookEndpoint,
      { tenant, status: { $ne: 'removed' } },
      { orderBy: [{ registeredAt: 'asc' }, { id: 'asc' }] },
    );
  return rows.flatMap((row) => (row.status === 'removed' ? [] : [endpointView(row, row.status)]));
}

function endpointView(row: WebhookEndpoint, status: EndpointView['status']): EndpointView {
  return {
    endpointId: row.id,
    url: row.url,
    events: row.events,
    description: row.description ?? null,
    status,
    registeredAt: row.registeredAt.toISOString(),
    rotatedAt: row.rotatedAt?.toISOString() ?? null,
    previousUntil: row.previousUntil?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    error: row.error ?? null,
    updatedAt: row.updatedAt.toISOString(),
  };
}
