import type { FailedSource, ImageAppearance } from '@halftone/contracts';
import type { ReadModel } from '../tables/read-model.ts';
import { byPages } from './by-pages.ts';
import { decodeCursor, encodeCursor, isRow } from './cursor.ts';
import type { ImageStatus } from './image-list.ts';

/** An image of a product, with all that is known of its files. An image stands in every product that lists it. */
export type ImageToAudit = {
  imageId: string;
  /** The URL as the row has it. */
  url: string;
  status: ImageStatus;
  source: {
    bytes: number;
    format: string;
    width: number;
    height: number;
    sha256: string;
    digitalSourceType: string | null;
    /** Null where its event does not say, or was projected by a version that did not keep it. */
    appearance: ImageAppearance | null;
  } | null;
  output: {
    url: string;
    bytes: number;
    contentType: string;
    width: number;
    height: number;
    sha256: string;
  } | null;
  keptOriginal: boolean | null;
  quality: number | null;
  reason: { code: string; detail: string; hint: string } | null;
  /** What was known of the file of an image that failed; null where its event does not say. */
  failedSource: FailedSource | null;
};

/** Where a list of products stands: after how many of the file, and after which row without images that follows them, or 0. */
export type AuditPlace = { row: number; line: number };

/**
 * A product with its images in the order of its row, and those of its cells that were asked for. One without any image is
 * a bad row that was skipped for that alone: it has no position among the products, but a line of the file.
 */
export type ProductToAudit = {
  row: number | null;
  line: number | null;
  place: AuditPlace;
  serial: string;
  name: string;
  cells: (string | null)[];
  images: ImageToAudit[];
};

/**
 * The rows without images are read up to the last product of the page, so that each bad row is passed over once. Casts are
 * written out where a name of ours stands before them.
 */
const productsIn = (schema: string) => `
  with listed as (
    select row, serial, name, cells, images from ${schema}.products
    where request_id = :request and row > :row order by row limit :limit
  ), page as (
    (select row as after_row, 0 as after_line, serial, name, cells, images from listed)
    union all
    (select after_row, line, coalesce(btrim(cells ->> cast(:serial as int)), ''),
        coalesce(btrim(cells ->> cast(:name as int)), ''), cells, '[]'
      from ${schema}.rejected_rows
      where request_id = :request and code = 'no_images' and (after_row, line) > (:row, :line)
        and after_row <= (select case when count(*) < :limit then 2147483647 else max(row) end from listed)
      order by after_row, line limit :limit)
    order by after_row, after_line limit :limit
  )
  select case when p.after_line = 0 then p.after_row end as row, nullif(p.after_line, 0) as line,
    json_build_object('row', p.after_row, 'line', p.after_line) as place, p.serial, p.name, (
    select coalesce(json_agg(p.cells ->> cast(asked.place as int) order by asked.position), '[]')
    from jsonb_array_elements_text(cast(:columns as jsonb)) with ordinality as asked (place, position)
  ) as cells, (
    select coalesce(json_agg(json_build_object(
        'imageId', entry.image ->> 'imageId',
        'url', entry.image ->> 'url',
        'status', coalesce(i.state, 'requested'),
        'source', case when i.state = 'compressed' then json_build_object('bytes', i.source_bytes,
          'format', i.source_format, 'width', i.source_width, 'height', i.source_height,
          'sha256', i.source_sha256, 'digitalSourceType', i.source_digital_source_type,
          'appearance', i.source_appearance) end,
        'output', case when i.state = 'compressed' then json_build_object('url', i.output_url,
          'bytes', i.output_bytes, 'contentType', i.output_content_type, 'width', i.output_width,
          'height', i.output_height, 'sha256', i.output_sha256) end,
        'keptOriginal', i.kept_original,
        'quality', i.quality,
        'failedSource', i.failed_source,
        'reason', case when i.state = 'failed' then
          json_build_object('code', i.reason_code, 'detail', i.reason_detail, 'hint', i.reason_hint) end
      ) order by entry.position), '[]')
    from jsonb_array_elements(p.images) with ordinality as entry (image, position)
    left join ${schema}.images i on i.request_id = :request and i.image_id = entry.image ->> 'imageId'
  ) as images
  from page p order by p.after_row, p.after_line`;

/** Fewer than of other rows, since each has all that is known of its images: at most a few hundred. */
const PRODUCTS_AT_ONCE = 100;

/** A cursor for the products after a place. */
export const cursorAfter = ({ row, line }: AuditPlace): string => encodeCursor([String(row), String(line)]);

/**
 * The place after which the products begin that a cursor stands for.
 * @throws InvalidCursorError
 */
export function placeBefore(cursor: string): AuditPlace {
  const [row, line] = decodeCursor(cursor, [isRow, isRow]);
  return { row: Number(row), line: Number(line) };
}

export type ProductsToAuditOptions = {
  /** The place after which they begin. */
  after?: AuditPlace;
  /** Which columns of the file are the serial number, if any, and the name: products without images are known by them. */
  named: { serial: number | null; name: number };
  /** Of which columns the cells are wanted, by their positions from 0. */
  columns?: readonly number[];
  pageSize?: number;
};

const BEGIN: AuditPlace = { row: 0, line: 0 };

/** The products of a request in the order of the file, those without any image among them, in constant memory. */
export async function* streamProductsToAudit(
  readModel: ReadModel,
  requestId: string,
  { after = BEGIN, named, columns = [], pageSize = PRODUCTS_AT_ONCE }: ProductsToAuditOptions,
): AsyncGenerator<ProductToAudit, void, undefined> {
  const sql = productsIn(readModel.schema);
  const asked = { request: requestId, ...named, columns: JSON.stringify(columns), limit: pageSize };
  yield* byPages<ProductToAudit>(pageSize, (last) =>
    readModel.em().execute<ProductToAudit[]>(sql, { ...asked, ...(last?.place ?? after) }),
  );
}
