import { EVENTS } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';
import type { OutputRow, ProductView, RequestView } from '@halftone/read-model';
import { Compile } from 'typebox/compile';
import { fromDatabase, fromLog } from './dependencies.ts';

/** What the gateway reads from the read model. */
export type Reads = {
  request(requestId: string): Promise<RequestView | null>;
  product(id: number): Promise<ProductView | null>;
  outputRows(requestId: string): AsyncIterable<OutputRow>;
};

export type StatusDependencies = { reads: Reads; log: () => Pick<EventLog, 'lastEvent'> };

/** Where a request stands; `filed` is what the read model knows, null while it has not caught up with the upload. */
export type FoundRequest = Pick<
  RequestView,
  'requestId' | 'status' | 'progress' | 'createdAt' | 'updatedAt'
> & {
  filed: RequestView | null;
};

const requestIdRule = Compile(EVENTS['request.accepted'].data.properties.requestId);

/** Whether a text can be the id of a request: any other must not become part of a subject. */
export const isRequestId = (text: string): boolean => requestIdRule.Check(text);

/**
 * Finds a request in the read model or, when the projection has not caught up with the upload, in the log.
 * Null when there is none, or the id is none: such a text must not become part of a subject.
 */
export async function findRequestStatus(
  requestId: string,
  { reads, log }: StatusDependencies,
): Promise<FoundRequest | null> {
  if (!isRequestId(requestId)) return null;
  const filed = await fromDatabase(reads.request(requestId));
  if (filed) return { ...filed, filed };
  const logged = await fromLog(log().lastEvent('request.accepted', requestId));
  if (!logged) return null;
  const { time } = logged.event;
  return { requestId, status: 'pending', progress: 0, createdAt: time, updatedAt: time, filed: null };
}
