import type { Rows } from './rows.ts';

/** One statement, with the rows it writes as its only parameter, `$1`, a JSON array. */
export type Statement = { rows: keyof Rows; sql: string };

/**
 * How rows are written to the tables of a schema, in this order, in one transaction.
 *
 * Every statement may see the same row again, in the same batch or a later one, and may see rows in any order: it
 * folds duplicates (`distinct on`), and what stands in the table gives way only to what comes earlier in the log.
 * Counters move by the rows that changed, told by what they were before (`old`, PostgreSQL 18).
 *
 * The first statement locks the requests of the batch in the order of their ids. All else belongs to one of these
 * requests, so two transactions never write the same rows at once, and cannot deadlock.
 */
export const statementsIn = (schema: string): readonly Statement[] => [
  {
    rows: 'requestsTouched',
    sql: `
      insert into ${schema}.requests as r (id, updated_at)
      select id, max(updated_at) from json_populate_recordset(null::${schema}.requests, $1::json) group by id order by id
      on conflict (id) do update set updated_at = excluded.updated_at where r.updated_at < excluded.updated_at`,
  },
  {
    rows: 'requestsAccepted',
    sql: firstOfRequest(schema, 'accepted_seq', [
      'accepted_at',
      'tenant',
      'filename',
      'upload',
      'recipe',
      'lane',
      'webhook_url',
      'webhook_events',
      'channels',
      'retry_of',
      'total_products',
      'total_images',
      'total_rejected',
    ]),
  },
  {
    rows: 'productsListed',
    sql: `
      with written as (
        insert into ${schema}.products as p
        select distinct on (request_id, row) * from json_populate_recordset(null::${schema}.products, $1::json)
        order by request_id, row, id
        on conflict (request_id, row) do update
        set (id, serial, name, cells, images) =
          (excluded.id, excluded.serial, excluded.name, excluded.cells, excluded.images)
        where excluded.id < p.id
        returning new.request_id, old.id is null as added
      )
      update ${schema}.requests r set products_listed = r.products_listed + change.added
      from (select request_id, count(*) as added from written where added group by request_id) change
      where r.id = change.request_id`,
  },
  {
    rows: 'rowsRejected',
    sql: `
      with written as (
        insert into ${schema}.rejected_rows as w
        select distinct on (request_id, line) * from json_populate_recordset(null::${schema}.rejected_rows, $1::json)
        order by request_id, line, seq
        on conflict (request_id, line) do update
        set (seq, after_row, cells, code, detail, hint) =
          (excluded.seq, excluded.after_row, excluded.cells, excluded.code, excluded.detail, excluded.hint)
        where excluded.seq < w.seq
        returning new.request_id, old.line is null as added
      )
      update ${schema}.requests r set rows_rejected = r.rows_rejected + change.added
      from (select request_id, count(*) as added from written where added group by request_id) change
      where r.id = change.request_id`,
  },
  {
    rows: 'imagesRequested',
    sql: `
      insert into ${schema}.images as i
      select distinct on (request_id, image_id) * from json_populate_recordset(null::${schema}.images, $1::json)
      order by request_id, image_id, requested_seq
      on conflict (request_id, image_id) do update
      set (requested_seq, requested_at, url, lane, recipe) =
        (excluded.requested_seq, excluded.requested_at, excluded.url, excluded.lane, excluded.recipe)
      where i.requested_seq is null or excluded.requested_seq < i.requested_seq`,
  },
  {
    rows: 'imagesEnded',
    sql: `
      with written as (
        insert into ${schema}.images as i
        select distinct on (request_id, image_id) * from json_populate_recordset(null::${schema}.images, $1::json)
        order by request_id, image_id, ended_seq
        on conflict (request_id, image_id) do update
        set (state, ended_seq, ended_at, attempts,
            source_bytes, source_format, source_width, source_height, source_sha256,
            source_digital_source_type, source_had_content_credentials, source_appearance,
            output_key, output_url, output_bytes, output_content_type, output_width, output_height, output_sha256,
            quality, kept_original, reused_from, reused_by, timings, reason_code, reason_detail, reason_hint, failed_source) =
          (excluded.state, excluded.ended_seq, excluded.ended_at, excluded.attempts,
            excluded.source_bytes, excluded.source_format, excluded.source_width, excluded.source_height,
            excluded.source_sha256, excluded.source_digital_source_type, excluded.source_had_content_credentials,
            excluded.source_appearance,
            excluded.output_key, excluded.output_url, excluded.output_bytes,
            excluded.output_content_type, excluded.output_width, excluded.output_height, excluded.output_sha256,
            excluded.quality, excluded.kept_original, excluded.reused_from, excluded.reused_by, excluded.timings,
            excluded.reason_code, excluded.reason_detail, excluded.reason_hint, excluded.failed_source)
        where i.ended_seq is null or excluded.ended_seq < i.ended_seq
        returning new.request_id,
          (new.state = 'compressed')::int - coalesce(old.state = 'compressed', false)::int as compressed,
          (new.state = 'failed')::int - coalesce(old.state = 'failed', false)::int as failed,
          (new.reused_by is not null)::int - (old.reused_by is not null)::int as reused,
          coalesce(new.source_bytes, 0) - coalesce(old.source_bytes, 0) as source_bytes,
          coalesce(new.output_bytes, 0) - coalesce(old.output_bytes, 0) as output_bytes,
          ${notDownloaded('new')} - ${notDownloaded('old')} as not_downloaded_bytes
      )
      update ${schema}.requests r
      set images_compressed = r.images_compressed + change.compressed,
        images_failed = r.images_failed + change.failed,
        images_reused = r.images_reused + change.reused,
        source_bytes = r.source_bytes + change.source_bytes,
        output_bytes = r.output_bytes + change.output_bytes,
        not_downloaded_bytes = r.not_downloaded_bytes + change.not_downloaded_bytes
      from (
        select request_id, sum(compressed) as compressed, sum(failed) as failed, sum(reused) as reused,
          sum(source_bytes) as source_bytes, sum(output_bytes) as output_bytes,
          sum(not_downloaded_bytes) as not_downloaded_bytes
        from written group by request_id
      ) change
      where r.id = change.request_id`,
  },
  {
    rows: 'requestsCompleted',
    sql: firstOfRequest(schema, 'completed_seq', [
      'completed_at',
      'outcome',
      'duration_ms',
      'outputs_digest',
    ]),
  },
  {
    rows: 'requestsProgressed',
    sql: `
      update ${schema}.requests r set progress_announced = e.progress_announced
      from (
        select id, max(progress_announced) as progress_announced
        from json_populate_recordset(null::${schema}.requests, $1::json) group by id
      ) e
      where r.id = e.id and (r.progress_announced is null or e.progress_announced > r.progress_announced)`,
  },
  { rows: 'requestsCancelled', sql: firstOfRequest(schema, 'cancelled_seq', ['cancelled_at']) },
  {
    // The id derives from the whole content, so only its place in the log can differ.
    rows: 'webhooksAttempted',
    sql: `
      insert into ${schema}.webhook_attempts as w
      select distinct on (id) * from json_populate_recordset(null::${schema}.webhook_attempts, $1::json) order by id, seq
      on conflict (id) do update
      set (seq, event, endpoint_id, url, outcome, status_code, error, duration_ms, attempted_at, next_attempt_at) =
        (excluded.seq, excluded.event, excluded.endpoint_id, excluded.url, excluded.outcome, excluded.status_code, excluded.error, excluded.duration_ms,
          excluded.attempted_at, excluded.next_attempt_at)
      where excluded.seq < w.seq`,
  },
  {
    rows: 'requestsDeleted',
    sql: `
      insert into ${schema}.deleted_requests as d
      select distinct on (id) * from json_populate_recordset(null::${schema}.deleted_requests, $1::json) order by id, seq
      on conflict (id) do update
      set (seq, deleted_at) = (excluded.seq, excluded.deleted_at)
      where excluded.seq < d.seq`,
  },
];

/** The bytes of a source that did not have to be downloaded; of an image with the same bytes as another they had to. */
const notDownloaded = (row: 'old' | 'new') =>
  `case when ${row}.reused_by in ('not-modified', 'trusted') then ${row}.source_bytes else 0 end`;

/** Sets the columns of requests, unless an event that is earlier in the log has set them. */
function firstOfRequest(schema: string, seq: string, columns: readonly string[]): string {
  const all = [seq, ...columns];
  return `
      update ${schema}.requests r set ${all.map((column) => `${column} = e.${column}`).join(', ')}
      from (select distinct on (id) * from json_populate_recordset(null::${schema}.requests, $1::json) order by id, ${seq}) e
      where r.id = e.id and (r.${seq} is null or e.${seq} < r.${seq})`;
}
