import type { HalftoneEvent, Lane, Recipe } from '@halftone/contracts';
import type { RequestView } from '@halftone/read-model';
import { fromDatabase, fromLog } from './dependencies.ts';
import { Problem } from './problems.ts';
import { isRequestId, type StatusDependencies } from './request-status.ts';

/** Everything that is known of a request. */
export type RequestDetails = RequestView & {
  tenant: string;
  recipe: Recipe;
  lane: Lane;
  counts: { rejected: number };
};

type Details = { request(requestId: string): Promise<RequestDetails | null> };
type RequestSources = { reads: Details; log: StatusDependencies['log'] };

/**
 * The request of a tenant by its id: from the read model or, when the projection has not caught up with the upload, from the log.
 * @throws Problem `request_not_found` when there is none, it is another tenant's, or the id is none
 */
export async function requestOf(
  { reads, log }: RequestSources,
  tenant: string,
  requestId: string,
): Promise<RequestDetails> {
  const found = isRequestId(requestId) ? await findAnywhere(requestId, { reads, log }) : null;
  if (found?.tenant !== tenant) throw new Problem('request_not_found', 'There is no request with this id.');
  return found;
}

async function findAnywhere(requestId: string, { reads, log }: RequestSources) {
  const filed = await fromDatabase(reads.request(requestId));
  if (filed) return filed;
  const logged = await fromLog(log().lastEvent('request.accepted', requestId));
  return logged && asAccepted(logged.event);
}

/** A request of which nothing is known but that it was accepted. */
export function asAccepted({ data, time }: HalftoneEvent<'request.accepted'>): RequestDetails {
  const { requestId, tenant, upload, totals, recipe, lane } = data;
  return {
    requestId,
    tenant,
    status: 'pending',
    progress: 0,
    createdAt: time,
    updatedAt: time,
    completedAt: null,
    outcome: null,
    durationMs: null,
    counts: {
      products: totals.products,
      images: totals.images,
      listed: 0,
      compressed: 0,
      failed: 0,
      rejected: 0,
    },
    bytes: { source: 0, output: 0 },
    recipe,
    lane,
    upload,
    webhookUrl: data.webhookUrl ?? null,
    retryOf: data.retryOf ?? null,
  };
}
