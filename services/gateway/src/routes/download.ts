import { Readable } from 'node:stream';
import { outputCsv } from '@halftone/catalog';
import { Type } from 'typebox';
import type { ConcurrencyHooks } from '../access/concurrency-limits.ts';
import { refusalsOf } from '../compatibility/refusals.ts';
import type { Surface } from '../compatibility/surface.ts';
import type { App } from '../http/type-provider.ts';
import { outputHeaderOf, outputRowsOf } from '../outputs/output-rows.ts';
import { Problem } from '../problems/problems.ts';
import { requestOf } from '../progress/request-of.ts';
import type { StatusDependencies } from '../progress/request-status.ts';

/** Where the output of a completed request is. */
export const outputUrl = (publicUrl: string, requestId: string) => `${publicUrl}/api/download/${requestId}`;

const download = (surface: Surface) => ({
  operationId: 'downloadOutput',
  summary: 'The output CSV of a completed request',
  tags: ['existing clients'],
  params: Type.Object({
    requestId: Type.String({ description: 'The id from the answer to the upload.' }),
  }),
  response: {
    200: {
      description: 'The output CSV.',
      content: { 'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) } },
    },
    ...refusalsOf(
      surface,
      'unauthorized',
      'too_many_requests',
      'request_not_found',
      'output_not_available',
      'overloaded',
      'log_unavailable',
      'database_unavailable',
    ),
  },
});

export type DownloadDependencies = StatusDependencies & {
  concurrency: Pick<ConcurrencyHooks, 'downloads'>;
  surface: Surface;
};

/** The output CSV, streamed from the read model. A HEAD would read it all for nobody. */
export function downloadRoutes(app: App, deps: DownloadDependencies): void {
  app.get(
    '/api/download/:requestId',
    { schema: download(deps.surface), exposeHeadRoute: false, onRequest: deps.concurrency.downloads },
    async ({ params, tenant }, reply) => {
      const request = await requestOf(deps, tenant, params.requestId, 'Request not found');
      const { requestId, status } = request;
      if (status !== 'completed') {
        throw new Problem('output_not_available', `The request is ${status}.`, {
          error: 'Output file not available',
        });
      }
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="halftone-${requestId}.csv"`)
        .send(Readable.from(outputCsv(outputHeaderOf(request), outputRowsOf(request, deps.reads))));
    },
  );
}
