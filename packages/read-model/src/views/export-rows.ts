import type { ReadModel } from '../tables/read-model.ts';
import { byPages, PAGE_SIZE } from './by-pages.ts';
import { type ProductRow, type ProductView, productsIn, productView } from './product-view.ts';

/** A product all of whose images have ended. */
export type ExportRow = ProductView & { status: 'completed' };

/** The products of a tenant's requests, or of one, as far as they have ended: oldest request first, in the order of the file. */
export async function* streamExportRows(
  readModel: ReadModel,
  { tenant, requestId }: { tenant: string; requestId?: string },
  pageSize = PAGE_SIZE,
): AsyncGenerator<ExportRow, void, undefined> {
  for await (const { id } of requestsOf(readModel, tenant, requestId)) {
    const products = byPages<ProductRow>(pageSize, (last) =>
      readModel
        .em()
        .execute<ProductRow[]>(
          `${productsIn(readModel.schema)} where r.id = ? and p.row > ? order by p.row limit ?`,
          [id, last?.row ?? 0, pageSize],
        ),
    );
    for await (const row of products) {
      const { status, ...product } = productView(row);
      if (status === 'completed') yield { ...product, status };
    }
  }
}

type RequestPlace = { id: string; accepted_at: string };

function requestsOf(readModel: ReadModel, tenant: string, requestId?: string): AsyncGenerator<RequestPlace> {
  return byPages<RequestPlace>(PAGE_SIZE, (last) =>
    readModel.em().execute<RequestPlace[]>(
      `select id, accepted_at::text from ${readModel.schema}.requests r
       where tenant = :tenant and id = coalesce(:only, id)
         and (accepted_at, id) > (:time::timestamptz, :id) order by r.accepted_at, id limit :limit`,
      {
        tenant,
        only: requestId ?? null,
        time: last?.accepted_at ?? '-infinity',
        id: last?.id ?? '',
        limit: PAGE_SIZE,
      },
    ),
  );
}
