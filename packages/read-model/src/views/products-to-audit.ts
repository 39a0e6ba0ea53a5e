import type { ImageAppearance } from '@halftone/contracts';
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
};

/** A product with its images in the order of its row, and those of its cells that were asked for. */
export type ProductToAudit = {
  row: number;
  serial: string;
  name: string;
  cells: (string | null)[];
  images: ImageToAudit[];
};

const productsIn = (schema: string) => `
  select p.row, p.serial, p.name, (
    select coalesce(json_agg(p.cells ->> asked.place::int order by asked.position), '[]')
    from jsonb_array_elements_text(?::jsonb) with ordinality as asked (place, position)
  ) as cells, (
    select json_agg(json_build_object(
        'imageId', listed.image ->> 'imageId',
        'url', listed.image ->> 'url',
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
        'reason', case when i.state = 'failed' then
          json_build_object('code', i.reason_code, 'detail', i.reason_detail, 'hint', i.reason_hint) end
      ) order by listed.position)
    from jsonb_array_elements(p.images) with ordinality as listed (image, position)
    left join ${schema}.images i on i.request_id = p.request_id and i.image_id = listed.image ->> 'imageId'
  ) as images
  from ${schema}.products p where p.request_id = ? and p.row > ? order by p.row limit ?`;

/** Fewer than of other rows, since each has all that is known of its images: at most a few hundred. */
const PRODUCTS_AT_ONCE = 100;

/** A cursor for the products after a row. */
export const cursorAfterRow = (row: number): string => encodeCursor([String(row)]);

/**
 * The row after which the products begin that a cursor stands for.
 * @throws InvalidCursorError
 */
export const rowBefore = (cursor: string): number => Number(decodeCursor(cursor, [isRow])[0]);

export type ProductsToAuditOptions = {
  /** The row after which they begin. */
  after?: number;
  /** Of which columns the cells are wanted, by their positions from 0. */
  columns?: readonly number[];
  pageSize?: number;
};

/** The products of a request in the order of the file, in constant memory. */
export async function* streamProductsToAudit(
  readModel: ReadModel,
  requestId: string,
  { after = 0, columns = [], pageSize = PRODUCTS_AT_ONCE }: ProductsToAuditOptions = {},
): AsyncGenerator<ProductToAudit, void, undefined> {
  const sql = productsIn(readModel.schema);
  const asked = JSON.stringify(columns);
  yield* byPages<ProductToAudit>(pageSize, (last) =>
    readModel.em().execute<ProductToAudit[]>(sql, [asked, requestId, last?.row ?? after, pageSize]),
  );
}
