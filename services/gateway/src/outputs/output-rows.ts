import type { OutputRow } from '@halftone/catalog';
import type { OutputRow as StoredRow } from '@halftone/read-model';
import type { RequestDetails } from '../progress/request-of.ts';
import { databaseRows } from './database-rows.ts';

export type RowReads = { outputRows(requestId: string): AsyncIterable<StoredRow> };

/** The rows of a request as its CSV files show them. Of a cancelled one, what has not ended is `cancelled`. */
export async function* outputRowsOf(
  { requestId, status }: Pick<RequestDetails, 'requestId' | 'status'>,
  reads: RowReads,
): AsyncGenerator<OutputRow> {
  const unended = status === 'cancelled' ? { error: 'cancelled' } : {};
  for await (const { cells, fault, serial, name, images } of databaseRows(reads.outputRows(requestId))) {
    if (fault) yield { cells, fault: { detail: wordsFor(fault) } };
    else {
      const shown = images.map(({ url, outputUrl, reason }) => ({
        url,
        output: outputUrl,
        ...(reason ? { error: wordsFor(reason) } : !outputUrl && unended),
      }));
      yield { serial, name, cells, images: shown };
    }
  }
}

/** For a person, who reads what happened and what to do, and for a script, which looks for the code. */
function wordsFor({ code, detail, hint }: { code: string; detail: string; hint: string }): string {
  return `${detail} ${hint} (${code})`;
}
