import { Readable } from 'node:stream';
import { type OutputRow, outputCsv } from '@halftone/catalog';
import { Type } from 'typebox';
import { Problem, problemResponses } from '../problems.ts';
import { findRequestStatus, type Reads, type StatusDependencies } from '../request-status.ts';
import type { App } from '../type-provider.ts';

/** Where the output of a completed request is. */
export const outputUrl = (publicUrl: string, requestId: string) => `${publicUrl}/api/download/${requestId}`;

const download = {
  operationId: 'downloadOutput',
  summary: 'The output CSV of a completed request',
  params: Type.Object({
    requestId: Type.String({ description: 'The id that the upload was answered with.' }),
  }),
  response: {
    200: {
      description: 'The output CSV.',
      content: { 'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) } },
    },
    ...problemResponses(
      'request_not_found',
      'output_not_available',
      'log_unavailable',
      'database_unavailable',
    ),
  },
};

/** The output CSV, streamed from the read model. */
export function downloadRoutes(app: App, deps: StatusDependencies): void {
  app.get('/api/download/:requestId', { schema: download }, async ({ params: { requestId } }, reply) => {
    const found = await findRequestStatus(requestId, deps);
    if (!found) {
      throw new Problem('request_not_found', 'There is no request with this id.', {
        error: 'Request not found',
      });
    }
    if (found.status !== 'completed' || !found.filed) {
      throw new Problem('output_not_available', `The request is ${found.status}.`, {
        error: 'Output file not available',
      });
    }
    const { upload, counts } = found.filed;
    const header = { columns: upload.columns, hasErrors: counts.failed > 0 };
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="halftone-${requestId}.csv"`)
      .send(Readable.from(outputCsv(header, rowsOf(requestId, deps.reads))));
  });
}

/** For a person, who reads what happened and what to do, and for a script, which looks for the code. */
function wordsFor({ code, detail, hint }: { code: string; detail: string; hint: string }): string {
  return `${detail} ${hint} (${code})`;
}

async function* rowsOf(requestId: string, reads: Reads): AsyncGenerator<OutputRow> {
  try {
    for await (const { images, ...row } of reads.outputRows(requestId)) {
      yield {
        ...row,
        images: images.map(({ url, outputUrl, reason }) => ({
          url,
          output: outputUrl,
          ...(reason && { error: wordsFor(reason) }),
        })),
      };
    }
  } catch (cause) {
    throw new Problem('database_unavailable', 'The database cannot be read.', { cause });
  }
}
