import type { HalftoneEvent } from '@halftone/contracts';
import type { RequestView } from '@halftone/read-model';
import { fromDatabase, fromLog } from '../dependencies.ts';
import { Problem } from '../problems/problems.ts';
import { isRequestId, type Reads, type StatusDependencies } from './request-status.ts';

/** Everything that is known of a request. */
export type RequestDetails = RequestView;

type RequestSources = { reads: Pick<Reads, 'request'>; log: StatusDependencies['log'] };

/**
 * The request of a tenant by its id: from the read model or, when the projection has not caught up with the upload, from
 * the log.
 * @param error the sentence under the key `error`, where clients expect a certain one
 * @throws Problem `request_not_found` when there is none, it is another tenant's, or the id is invalid
 */
export async function requestOf(
  sources: RequestSources,
  tenant: string,
  requestId: string,
  error?: string,
): Promise<RequestDetails> {
  const found = isRequestId(requestId) ? await findAnywhere(requestId, sources) : null;
  if (found?.tenant === tenant) return found;
  throw new Problem('request_not_found', 'There is no request with this id.', error ? { error } : {});
}

async function findAnywhere(requestId: string, { reads, log }: RequestSources) {
  const filed = await fromDatabase(reads.request(requestId));
  if (filed) return filed;
  const logged = await fromLog(log().lastEvent('request.accepted', requestId));
  if (!logged) return null;
  // Its rows go before its events do.
  const deleted = await fromLog(log().lastEvent('request.deleted', requestId));
  return deleted ? null : asAccepted(logged.event);
}

export type AcceptedEvent = Pick<HalftoneEvent<'request.accepted'>, 'data' | 'time'>;

/** A request of which nothing is known but that it was accepted. */
export function asAccepted({ data, time }: AcceptedEvent): RequestDetails {
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
      reused: 0,
      rejected: totals.rejected ?? 0,
    },
    bytes: { source: 0, output: 0, notDownloaded: 0 },
    recipe,
    lane,
    upload,
    webhookUrl: data.webhookUrl ?? null,
    webhookEvents: data.webhookEvents ?? null,
    channels: data.channels ?? null,
    retryOf: data.retryOf ?? null,
  };
}
