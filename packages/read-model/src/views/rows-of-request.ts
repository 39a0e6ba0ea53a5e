import { Image, Product, RejectedRow, Request, WebhookAttempt } from '../tables/entities.ts';
import type { ReadModel } from '../tables/read-model.ts';
import { byPages, PAGE_SIZE } from './by-pages.ts';

/*
 * All rows of a table that belong to a request, in the order of their keys. Page by page: a cursor of the database's would
 * hold a connection for as long as the reader takes, and its driver waits for ever on one that is gone.
 */

const page = { limit: PAGE_SIZE };

/** The ids of all requests. */
export async function* streamRequestIds(readModel: ReadModel): AsyncGenerator<string> {
  const rows = byPages<Pick<Request, 'id'>>(PAGE_SIZE, (last) =>
    readModel
      .em()
      .find(Request, { id: { $gt: last?.id ?? '' } }, { ...page, orderBy: { id: 'asc' }, fields: ['id'] }),
  );
  for await (const { id } of rows) yield id;
}

export function streamProducts(readModel: ReadModel, requestId: string): AsyncGenerator<Product> {
  return byPages<Product>(PAGE_SIZE, (last) =>
    readModel
      .em()
      .find(Product, { requestId, row: { $gt: last?.row ?? 0 } }, { ...page, orderBy: { row: 'asc' } }),
  );
}

export function streamRejectedRows(readModel: ReadModel, requestId: string): AsyncGenerator<RejectedRow> {
  return byPages<RejectedRow>(PAGE_SIZE, (last) =>
    readModel
      .em()
      .find(
        RejectedRow,
        { requestId, line: { $gt: last?.line ?? 0 } },
        { ...page, orderBy: { line: 'asc' } },
      ),
  );
}

export function streamImages(readModel: ReadModel, requestId: string): AsyncGenerator<Image> {
  return byPages<Image>(PAGE_SIZE, (last) =>
    readModel
      .em()
      .find(
        Image,
        { requestId, imageId: { $gt: last?.imageId ?? '' } },
        { ...page, orderBy: { imageId: 'asc' } },
      ),
  );
}

export function streamAttempts(readModel: ReadModel, requestId: string): AsyncGenerator<WebhookAttempt> {
  return byPages<WebhookAttempt>(PAGE_SIZE, (last) =>
    readModel
      .em()
      .find(WebhookAttempt, { requestId, id: { $gt: last?.id ?? '' } }, { ...page, orderBy: { id: 'asc' } }),
  );
}
