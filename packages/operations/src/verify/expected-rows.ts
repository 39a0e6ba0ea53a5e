import { hash } from 'node:crypto';
import type { HalftoneEvent } from '@halftone/contracts';

/**
 * The columns of the read model as the events have them: written down a second time, independently of the projection
 * that is checked by it.
 */
export type Columns = Record<string, unknown>;

export function productColumns({ data }: HalftoneEvent<'product.listed'>, seq: number): Columns {
  const { serial, name, cells, images } = data;
  return { id: seq, serial, name, cells, images };
}

export function rejectedRowColumns({ data }: HalftoneEvent<'product.rejected'>, seq: number): Columns {
  const { after, cells, fault } = data;
  return { seq, afterRow: after, cells, code: fault.code, detail: fault.detail, hint: fault.hint };
}

export function requestedColumns({ data, time }: HalftoneEvent<'image.requested'>, seq: number): Columns {
  const { url, lane, recipe } = data;
  return { requestedSeq: seq, requestedAt: new Date(time), url, lane, recipe };
}

/** Of an image that nobody asked for. */
export const NOT_REQUESTED: Columns = {
  requestedSeq: null,
  requestedAt: null,
  url: null,
  lane: null,
  recipe: null,
};

const NO_OUTPUT = {
  sourceBytes: null,
  sourceFormat: null,
  sourceWidth: null,
  sourceHeight: null,
  sourceSha256: null,
  sourceDigitalSourceType: null,
  sourceHadContentCredentials: null,
  sourceAppearance: null,
  outputKey: null,
  outputUrl: null,
  outputBytes: null,
  outputContentType: null,
  outputWidth: null,
  outputHeight: null,
  outputSha256: null,
  quality: null,
  keptOriginal: null,
  reusedFrom: null,
  reusedBy: null,
  timings: null,
};
const NO_REASON = { reasonCode: null, reasonDetail: null, reasonHint: null, failedSource: null };

/** Of an image that has not ended. */
export const NOT_ENDED: Columns = {
  state: 'requested',
  endedSeq: null,
  endedAt: null,
  attempts: null,
  ...NO_OUTPUT,
  ...NO_REASON,
};

export type Ending = HalftoneEvent<'image.compressed'> | HalftoneEvent<'image.failed'>;

export function endedColumns(event: Ending, seq: number): Columns {
  const { attempts } = event.data;
  const ended = { endedSeq: seq, endedAt: new Date(event.time), attempts };
  if (event.name === 'image.failed') {
    const { reason: why, source = null } = event.data;
    const { code, detail, hint } = why;
    const reason = { reasonCode: code, reasonDetail: detail, reasonHint: hint, failedSource: source };
    return { ...NO_OUTPUT, ...reason, ...ended, state: 'failed' };
  }
  const { source, output, quality, keptOriginal, reused, timings } = event.data;
  const { frames, colours, transparent, border } = source;
  const appearance = { frames, colours, transparent, border };
  return {
    ...NO_REASON,
    ...ended,
    state: 'compressed',
    sourceBytes: source.bytes,
    sourceFormat: source.format,
    sourceWidth: source.width,
    sourceHeight: source.height,
    sourceSha256: source.sha256,
    sourceDigitalSourceType: source.digitalSourceType ?? null,
    sourceHadContentCredentials: source.hadContentCredentials ?? null,
    sourceAppearance: Object.values(appearance).some((fact) => fact !== undefined) ? appearance : null,
    outputKey: output.key,
    outputUrl: output.url,
    outputBytes: output.bytes,
    outputContentType: output.contentType,
    outputWidth: output.width,
    outputHeight: output.height,
    outputSha256: output.sha256,
    quality,
    keptOriginal,
    reusedFrom: reused?.requestId ?? null,
    reusedBy: reused?.by ?? null,
    timings,
  };
}

export function attemptColumns({ data, time }: HalftoneEvent<'webhook.attempted'>, seq: number): Columns {
  const { requestId, deliveryId, event, endpointId, url, attempt, outcome, statusCode, durationMs } = data;
  return {
    seq,
    requestId,
    deliveryId,
    event,
    endpointId,
    url,
    attempt,
    outcome,
    statusCode: statusCode ?? null,
    error: 'error' in data ? (data.error ?? null) : null,
    durationMs,
    attemptedAt: new Date(time),
    nextAttemptAt: data.outcome === 'retrying' ? new Date(data.nextAttemptAt) : null,
  };
}

export const PRODUCT_COLUMNS = ['id', 'serial', 'name', 'cells', 'images'];
export const REJECTED_ROW_COLUMNS = ['seq', 'afterRow', 'cells', 'code', 'detail', 'hint'];

/** The columns that an event makes of the row of a product, a rejected row or an image. */
export function columnsOf(event: HalftoneEvent, seq: number): Columns {
  switch (event.name) {
    case 'product.listed':
      return productColumns(event, seq);
    case 'product.rejected':
      return rejectedRowColumns(event, seq);
    case 'image.requested':
      return requestedColumns(event, seq);
    case 'image.compressed':
    case 'image.failed':
      return endedColumns(event, seq);
    default:
      return {};
  }
}

/** A short text that stands for the columns, so that a million rows are compared without being held. */
export function printOf(row: object, names: readonly string[]): string {
  const columns = row as Columns;
  const values = names.map((name) => canonical(columns[name]));
  return hash('sha256', JSON.stringify(values), 'base64url').slice(0, 22);
}

/** The names of the columns in which a row is not as expected. */
export function differingColumns(row: object, expected: Columns): string[] {
  const columns = row as Columns;
  return Object.keys(expected).filter(
    (name) => JSON.stringify(canonical(columns[name])) !== JSON.stringify(canonical(expected[name])),
  );
}

/** One form for each value, whether it comes from an event or from PostgreSQL, which sorts keys and holds no NUL. */
function canonical(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD').toWellFormed();
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [canonical(key), canonical(part)]);
}
