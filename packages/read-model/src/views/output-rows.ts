import type { ReadModel } from '../tables/read-model.ts';
import { byPages, PAGE_SIZE } from './by-pages.ts';
import { type ProductImage, productImages } from './product-images.ts';

/** One row of the file as the output CSV needs it: a product, or a bad row that was skipped. */
export type OutputRow = ListedRow | SkippedRow;

export type ListedRow = {
  /** Position among the products of the file, from 1. */
  row: number;
  line: null;
  serial: string;
  name: string;
  cells: string[];
  images: ProductImage[];
  fault: null;
};

export type SkippedRow = {
  row: null;
  /** The line of the file on which it begins, from 1. */
  line: number;
  serial: '';
  name: '';
  /** As the row came: which of them is the name is for the upload's columns to say. */
  cells: string[];
  images: [];
  fault: { code: string; detail: string; hint: string };
};

/** A product stands before the bad rows that follow it. `place` is the number of products up to here. */
const rowsIn = (schema: string) => `
  select * from (
    (select p.row as place, 0 as after_line, p.row, null::int as line, p.serial, p.name, p.cells,
        ${productImages(schema)} as images, null::json as fault
      from ${schema}.products p where p.request_id = :request and p.row > :place
      order by p.row limit :limit)
    union all
    (select after_row, line, null, line, '', '', cells, '[]'::json,
        json_build_object('code', code, 'detail', detail, 'hint', hint)
      from ${schema}.rejected_rows where request_id = :request and (after_row, line) > (:place, :after)
      order by after_row, line limit :limit)
  ) rows order by place, after_line limit :limit`;

type PlacedRow = OutputRow & { place: number; after_line: number };

/** The rows of a request in the order of the file, in constant memory. */
export async function* streamOutputRows(
  readModel: ReadModel,
  requestId: string,
  pageSize = PAGE_SIZE,
): AsyncGenerator<OutputRow, void, undefined> {
  const sql = rowsIn(readModel.schema);
  const rows = byPages<PlacedRow>(pageSize, (last) =>
    readModel.em().execute<PlacedRow[]>(sql, {
      request: requestId,
      place: last?.place ?? 0,
      after: last?.after_line ?? 0,
      limit: pageSize,
    }),
  );
  for await (const { place: _place, after_line: _line, ...row } of rows) yield row;
}
