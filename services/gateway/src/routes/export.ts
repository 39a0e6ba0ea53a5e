import { Readable } from 'node:stream';
import { csvText, withoutFormulas } from '@halftone/catalog';
import type { ProductView } from '@halftone/read-model';
import { Type } from 'typebox';
import type { ConcurrencyHooks } from '../access/concurrency-limits.ts';
import type { App } from '../http/type-provider.ts';
import { databaseRows } from '../outputs/database-rows.ts';
import { failuresOf } from '../outputs/output-rows.ts';
import { problemResponses } from '../problems/problems.ts';
import { requestOf } from '../progress/request-of.ts';
import type { StatusDependencies } from '../progress/request-status.ts';

export type ExportDependencies = StatusDependencies & {
  concurrency: Pick<ConcurrencyHooks, 'downloads'>;
  reads: { exportRows(filter: { tenant: string; requestId?: string }): AsyncIterable<ProductView> };
};

const HEADER = [
  'id',
  'request_id',
  'serial_number',
  'product_name',
  'input_image_urls',
  'output_image_urls',
  'status',
  'errors',
];

const schema = {
  operationId: 'exportProducts',
  summary: 'Every processed product, as CSV',
  tags: ['outputs'],
  querystring: Type.Object({
    request_id: Type.Optional(Type.String({ description: 'Only the products of this request.' })),
  }),
  response: {
    200: {
      description: `One line per product whose images have ended: ${HEADER.join(', ')}.`,
      content: { 'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) } },
    },
    ...problemResponses(
      'unauthorized',
      'request_not_found',
      'too_many_requests',
      'overloaded',
      'log_unavailable',
      'database_unavailable',
    ),
  },
};

/** The products of all requests of a tenant in one file. A HEAD would read them all for nobody. */
export function exportRoutes(app: App, deps: ExportDependencies): void {
  const options = { schema, exposeHeadRoute: false, onRequest: deps.concurrency.downloads };
  app.get('/export', options, async ({ tenant, query }, reply) => {
    const only = query.request_id ? await requestOf(deps, tenant, query.request_id) : null;
    const rows = deps.reads.exportRows({ tenant, ...(only && { requestId: only.requestId }) });
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="products.csv"');
    return Readable.from(csvText(linesOf(databaseRows(rows))));
  });
}

async function* linesOf(rows: AsyncIterable<ProductView>): AsyncGenerator<string[]> {
  yield HEADER;
  for await (const { id, requestId, serial, name, images, status } of rows) {
    if (status !== 'completed') continue;
    const inputs = images.map(({ url }) => url).join(', ');
    const outputs = images.map(({ outputUrl }) => outputUrl ?? '').join(', ');
    yield withoutFormulas([String(id), requestId, serial, name, inputs, outputs, status, failuresOf(images)]);
  }
}
