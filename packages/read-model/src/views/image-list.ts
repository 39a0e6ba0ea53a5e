import type { ReadModel } from '../tables/read-model.ts';
import { decodeCursor, isId, type Page, pageOf } from './cursor.ts';
import type { PageOptions } from './request-list.ts';

export type ImageStatus = 'requested' | 'compressed' | 'failed';

export type ImageFilter = {
  status?: ImageStatus;
  /** The code of the reason for which it failed. */
  reason?: string;
  /** What its URL contains, in any case. */
  search?: string;
};

/** An image of a request: `source`, `output` and `quality` when it was compressed, `reason` when it failed. */
export type ImageView = {
  imageId: string;
  url: string;
  status: ImageStatus;
  source: {
    bytes: number;
    format: string;
    width: number;
    height: number;
    sha256: string;
    digitalSourceType: string | null;
    hadContentCredentials: boolean;
  } | null;
  output: {
    key: string;
    url: string;
    bytes: number;
    contentType: string;
    width: number;
    height: number;
    sha256: string;
  } | null;
  quality: number | null;
  keptOriginal: boolean | null;
  /** Whose output was copied, and why, where it was not made for this image. */
  reused: { requestId: string; by: string } | null;
  reason: { code: string; detail: string; hint: string } | null;
  attempts: number | null;
  endedAt: string | null;
};

type ImageRow = Omit<ImageView, 'endedAt'> & { endedAt: Date | string | null };

const imagesIn = (schema: string) => `
  select image_id as "imageId", url, state as status, quality, kept_original as "keptOriginal", attempts,
    ended_at as "endedAt",
    case when state = 'compressed' then json_build_object('bytes', source_bytes, 'format', source_format,
      'width', source_width, 'height', source_height, 'sha256', source_sha256,
      'digitalSourceType', source_digital_source_type,
      'hadContentCredentials', coalesce(source_had_content_credentials, false)) end as source,
    case when state = 'compressed' then json_build_object('key', output_key, 'url', output_url,
      'bytes', output_bytes, 'contentType', output_content_type,
      'width', output_width, 'height', output_height, 'sha256', output_sha256) end as output,
    case when reused_by is not null then json_build_object('requestId', reused_from, 'by', reused_by) end as reused,
    case when state = 'failed' then json_build_object('code', reason_code, 'detail', reason_detail,
      'hint', reason_hint) end as reason
  from ${schema}.images`;

/**
 * The images of a request in the order of their ids, as far as they were requested.
 * @throws InvalidCursorError
 */
export async function listImages(
  readModel: ReadModel,
  requestId: string,
  { status, reason, search, cursor, limit }: ImageFilter & PageOptions,
): Promise<Page<ImageView>> {
  const [after] = cursor ? decodeCursor(cursor, [isId]) : [];
  const conditions = [
    { sql: 'request_id = ?', value: requestId },
    { sql: 'state = ?', value: status },
    // The state too, since there is an index of the failed images.
    { sql: `state = 'failed' and reason_code = ?`, value: reason },
    { sql: 'url ilike ?', value: search && `%${search.replace(/[\\%_]/g, '\\$&')}%` },
    { sql: 'image_id > ?', value: after },
  ].filter(({ value }) => value !== undefined);
  const where = conditions.map(({ sql }) => sql).join(' and ');
  const rows = await readModel
    .em()
    .execute<ImageRow[]>(
      `${imagesIn(readModel.schema)} where url is not null and ${where} order by image_id limit ?`,
      [...conditions.map(({ value }) => value), limit + 1],
    );
  const { items, nextCursor } = pageOf(rows, limit, ({ imageId }) => [imageId]);
  return {
    items: items.map((row) => ({ ...row, endedAt: row.endedAt && new Date(row.endedAt).toISOString() })),
    nextCursor,
  };
}
