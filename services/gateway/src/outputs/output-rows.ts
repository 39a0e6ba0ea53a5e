import { errorsOf, type Failure, type OutputHeader, type OutputRow } from '@halftone/catalog';
import type { ProductView, OutputRow as StoredRow } from '@halftone/read-model';
import type { RequestDetails } from '../progress/request-of.ts';
import { databaseRows } from './database-rows.ts';

export type RowReads = { outputRows(requestId: string): AsyncIterable<StoredRow> };

const CANCELLED: Failure = {
  code: 'cancelled',
  detail: 'The request was cancelled before this image ended.',
  hint: 'Retry the request to compress it.',
};

/** The rows of a request as its CSV files show them. Of a cancelled one, what has not ended is `cancelled`. */
export async function* outputRowsOf(
  { requestId, status }: Pick<RequestDetails, 'requestId' | 'status'>,
  reads: RowReads,
): AsyncGenerator<OutputRow> {
  const unended = status === 'cancelled' ? { error: CANCELLED } : {};
  for await (const { cells, fault, serial, name, images } of databaseRows(reads.outputRows(requestId))) {
    if (fault) yield { cells, fault };
    else {
      const shown = images.map(({ url, outputUrl, keptOriginal, reusedBy, reason }) => ({
        url,
        output: outputUrl,
        ...(keptOriginal !== null && { keptOriginal }),
        ...(outputUrl !== null && { reusedBy: reusedBy ?? 'no' }),
        ...(reason ? { error: reason } : !outputUrl && unended),
      }));
      yield { serial, name, cells, images: shown };
    }
  }
}

/** The header of a request's output CSV: with a column of errors where there are any. */
export function outputHeaderOf({
  upload,
  counts,
  status,
}: Pick<RequestDetails, 'upload' | 'counts' | 'status'>): OutputHeader {
  return {
    columns: upload.columns,
    hasErrors: counts.failed + counts.rejected > 0 || status === 'cancelled',
    ignored: upload.ignoredImageColumns?.map(({ column }) => column) ?? [],
  };
}

/** Which images of a product failed, and why, in one text; empty where none did. */
export function failuresOf(images: ProductView['images']): string {
  return errorsOf(images.map(({ url, reason }) => ({ url, ...(reason && { error: reason }) })));
}
