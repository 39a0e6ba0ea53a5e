import { appearanceOf, type HalftoneEvent } from '@halftone/contracts';
import type { Logged } from '@halftone/messaging';

/** Columns and their values, to be handed to PostgreSQL as JSON. */
export type Row = Record<string, unknown>;

/** The rows that a batch of events brings, by the statement that writes them (see statements.ts). */
export type Rows = {
  requestsTouched: Row[];
  requestsAccepted: Row[];
  productsListed: Row[];
  rowsRejected: Row[];
  imagesRequested: Row[];
  imagesEnded: Row[];
  requestsCompleted: Row[];
  requestsProgressed: Row[];
  requestsCancelled: Row[];
  requestsDeleted: Row[];
  webhooksAttempted: Row[];
};

/** What a batch of events says, as rows. Pure: the same events give the same rows. */
export function rowsOf(batch: readonly Logged[]): Rows {
  const rows: Rows = {
    requestsTouched: [],
    requestsAccepted: [],
    productsListed: [],
    rowsRejected: [],
    imagesRequested: [],
    imagesEnded: [],
    requestsCompleted: [],
    requestsProgressed: [],
    requestsCancelled: [],
    requestsDeleted: [],
    webhooksAttempted: [],
  };
  for (const logged of batch) {
    rows.requestsTouched.push({ id: logged.event.data.requestId, updated_at: logged.event.time });
    addRow(rows, logged);
  }
  return rows;
}

function addRow(rows: Rows, { event, seq }: Logged): void {
  switch (event.name) {
    case 'request.accepted':
      rows.requestsAccepted.push(accepted(event, seq));
      return;
    case 'product.listed':
      rows.productsListed.push(listed(event, seq));
      return;
    case 'product.rejected':
      rows.rowsRejected.push(rejected(event, seq));
      return;
    case 'image.requested':
      rows.imagesRequested.push(requested(event, seq));
      return;
    case 'image.compressed':
      rows.imagesEnded.push(compressed(event, seq));
      return;
    case 'image.failed':
      rows.imagesEnded.push(failed(event, seq));
      return;
    case 'request.completed':
      rows.requestsCompleted.push(completed(event, seq));
      return;
    case 'request.progressed':
      rows.requestsProgressed.push({
        id: event.data.requestId,
        progress_announced: event.data.progress,
      });
      return;
    case 'request.cancelled':
      rows.requestsCancelled.push({
        id: event.data.requestId,
        cancelled_seq: seq,
        cancelled_at: event.time,
      });
      return;
    case 'request.deleted':
      rows.requestsDeleted.push({ id: event.data.requestId, seq, deleted_at: event.time });
      return;
    case 'webhook.attempted':
      rows.webhooksAttempted.push(attempted(event, seq));
      return;
    case 'webhook.requested':
    case 'webhook.redelivery-requested':
      // The notifier's business; the read model shows the attempts that follow from it.
      return;
    default:
      unreachable(event);
  }
}

function unreachable(event: never): never {
  throw new Error(`no projection for ${JSON.stringify(event)}`);
}

function accepted({ data, time }: HalftoneEvent<'request.accepted'>, seq: number): Row {
  return {
    id: data.requestId,
    accepted_seq: seq,
    accepted_at: time,
    tenant: data.tenant,
    filename: data.upload.filename,
    upload: data.upload,
    recipe: data.recipe,
    lane: data.lane,
    webhook_url: data.webhookUrl,
    webhook_events: data.webhookEvents,
    channels: data.channels,
    retry_of: data.retryOf,
    total_products: data.totals.products,
    total_images: data.totals.images,
    total_rejected: data.totals.rejected,
  };
}

function listed({ data }: HalftoneEvent<'product.listed'>, seq: number): Row {
  return {
    id: seq,
    request_id: data.requestId,
    row: data.row,
    serial: data.serial,
    name: data.name,
    cells: data.cells,
    images: data.images,
  };
}

function rejected({ data }: HalftoneEvent<'product.rejected'>, seq: number): Row {
  return {
    request_id: data.requestId,
    line: data.line,
    seq,
    after_row: data.after,
    cells: data.cells,
    code: data.fault.code,
    detail: data.fault.detail,
    hint: data.fault.hint,
  };
}

function requested({ data, time }: HalftoneEvent<'image.requested'>, seq: number): Row {
  return {
    request_id: data.requestId,
    image_id: data.imageId,
    state: 'requested',
    requested_seq: seq,
    requested_at: time,
    url: data.url,
    lane: data.lane,
    recipe: data.recipe,
  };
}

function compressed({ data, time }: HalftoneEvent<'image.compressed'>, seq: number): Row {
  const { source, output } = data;
  return {
    request_id: data.requestId,
    image_id: data.imageId,
    state: 'compressed',
    ended_seq: seq,
    ended_at: time,
    attempts: data.attempts,
    source_bytes: source.bytes,
    source_format: source.format,
    source_width: source.width,
    source_height: source.height,
    source_sha256: source.sha256,
    source_digital_source_type: source.digitalSourceType ?? null,
    source_had_content_credentials: source.hadContentCredentials ?? null,
    source_appearance: appearanceOf(source),
    output_key: output.key,
    output_url: output.url,
    output_bytes: output.bytes,
    output_content_type: output.contentType,
    output_width: output.width,
    output_height: output.height,
    output_sha256: output.sha256,
    quality: data.quality,
    kept_original: data.keptOriginal,
    reused_from: data.reused?.requestId ?? null,
    reused_by: data.reused?.by ?? null,
    timings: data.timings,
  };
}

function failed({ data, time }: HalftoneEvent<'image.failed'>, seq: number): Row {
  return {
    request_id: data.requestId,
    image_id: data.imageId,
    state: 'failed',
    ended_seq: seq,
    ended_at: time,
    attempts: data.attempts,
    reason_code: data.reason.code,
    reason_detail: data.reason.detail,
    reason_hint: data.reason.hint,
    failed_source: data.source ?? null,
  };
}

function completed({ data, time }: HalftoneEvent<'request.completed'>, seq: number): Row {
  return {
    id: data.requestId,
    completed_seq: seq,
    completed_at: time,
    outcome: data.outcome,
    duration_ms: data.durationMs,
    outputs_digest: data.outputsDigest,
  };
}

function attempted({ id, data, time }: HalftoneEvent<'webhook.attempted'>, seq: number): Row {
  return {
    id,
    seq,
    request_id: data.requestId,
    delivery_id: data.deliveryId,
    event: data.event,
    endpoint_id: data.endpointId,
    url: data.url,
    attempt: data.attempt,
    outcome: data.outcome,
    status_code: data.statusCode,
    error: 'error' in data ? data.error : undefined,
    duration_ms: data.durationMs,
    attempted_at: time,
    next_attempt_at: data.outcome === 'retrying' ? data.nextAttemptAt : undefined,
  };
}
