import type { FilterQuery } from '@mikro-orm/core';
import { Request } from '../tables/entities.ts';
import type { ReadModel } from '../tables/read-model.ts';
import { decodeCursor, isId, isTime, type Page, pageOf } from './cursor.ts';
import { type RequestStatus, type RequestView, requestView } from './request-view.ts';

export type RequestFilter = {
  tenant: string;
  status?: RequestStatus;
  outcome?: 'succeeded' | 'partial' | 'failed';
  /** Accepted at this time or later. */
  createdAfter?: Date;
  /** Accepted before this time. */
  createdBefore?: Date;
  /** What the name of the file contains, in any case, or the id begins with. */
  search?: string;
};

export type PageOptions = { limit: number; cursor?: string };

/** Which requests have a status; the same as `statusOf`. */
const WITH_STATUS: Record<RequestStatus, FilterQuery<Request>> = {
  completed: { completedAt: { $ne: null } },
  cancelled: { completedAt: null, cancelledAt: { $ne: null } },
  processing: {
    completedAt: null,
    cancelledAt: null,
    $or: [
      { productsListed: { $gt: 0 } },
      { rowsRejected: { $gt: 0 } },
      { imagesCompressed: { $gt: 0 } },
      { imagesFailed: { $gt: 0 } },
    ],
  },
  pending: {
    completedAt: null,
    cancelledAt: null,
    productsListed: 0,
    rowsRejected: 0,
    imagesCompressed: 0,
    imagesFailed: 0,
  },
};

/**
 * The requests of a tenant, newest first.
 * @throws InvalidCursorError
 */
export async function listRequests(
  readModel: ReadModel,
  {
    tenant,
    status,
    outcome,
    createdAfter,
    createdBefore,
    search,
    cursor,
    limit,
  }: RequestFilter & PageOptions,
): Promise<Page<RequestView>> {
  const rows = await readModel.em().find(
    Request,
    {
      tenant,
      ...(outcome && { outcome }),
      $and: [
        { acceptedAt: { $ne: null } },
        ...(status ? [WITH_STATUS[status]] : []),
        ...(createdAfter ? [{ acceptedAt: { $gte: createdAfter } }] : []),
        ...(createdBefore ? [{ acceptedAt: { $lt: createdBefore } }] : []),
        ...(search ? [named(search)] : []),
        ...(cursor ? [olderThan(cursor)] : []),
      ],
    },
    { orderBy: [{ acceptedAt: 'desc' }, { id: 'desc' }], limit: limit + 1 },
  );
  const { items, nextCursor } = pageOf(rows, limit, ({ acceptedAt, id }) => [
    acceptedAt?.toISOString() ?? '',
    id,
  ]);
  return { items: items.map(requestView).filter((view) => view !== null), nextCursor };
}

function named(search: string): FilterQuery<Request> {
  const text = search.replace(/[\\%_]/g, '\\$&');
  return { $or: [{ filename: { $ilike: `%${text}%` } }, { id: { $like: `${text.toLowerCase()}%` } }] };
}

function olderThan(cursor: string): FilterQuery<Request> {
  const [time = '', id = ''] = decodeCursor(cursor, [isTime, isId]);
  const acceptedAt = new Date(time);
  // The first condition is what the index is read by.
  return {
    $and: [
      { acceptedAt: { $lte: acceptedAt } },
      { $or: [{ acceptedAt: { $lt: acceptedAt } }, { id: { $lt: id } }] },
    ],
  };
}
