import { Readable } from 'node:stream';
import { csvText, withoutFormulas } from '@halftone/catalog';
import type { ProductView } from '@halftone/read-model';
import { Type } from 'typebox';
import type { ConcurrencyHooks } from '../access/concurrency-limits.ts';
import { productFields } from '../compatibility/answers.ts';
import { refusalsOf } from '../compatibility/refusals.ts';
import type { Surface } from '../compatibility/surface.ts';
import type { App } from '../http/type-provider.ts';
import { databaseRows } from '../outputs/database-rows.ts';
import { requestOf } from '../progress/request-of.ts';
import type { StatusDependencies } from '../progress/request-status.ts';

export type ExportDependencies = StatusDependencies & {
  concurrency: Pick<ConcurrencyHooks, 'downloads'>;
  surface: Surface;
  reads: { exportRows(filter: { tenant: string; requestId?: string }): AsyncIterable<ProductView> };
};

const schema = (surface: Surface) => ({
  operationId: 'exportProducts',
  summary: 'Every processed product, as CSV',
  tags: ['outputs'],
  querystring: Type.Object({
    request_id: Type.Optional(Type.String({ description: 'Only the products of this request.' })),
  }),
  response: {
    200: {
      description: `One line per product whose images have ended: ${Object.keys(surface.export.columns).join(', ')}.`,
      content: { 'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) } },
    },
    ...refusalsOf(
      surface,
      'unauthorized',
      'request_not_found',
      'too_many_requests',
      'overloaded',
      'log_unavailable',
      'database_unavailable',
    ),
  },
});

/** The products of all requests of a tenant in one file. A HEAD would read them all for nobody. */
export function exportRoutes(app: App, deps: ExportDependencies): void {
  const { surface, concurrency, reads } = deps;
  const options = { schema: schema(surface), exposeHeadRoute: false, onRequest: concurrency.downloads };
  app.get('/export', options, async ({ tenant, query }, reply) => {
    const only = query.request_id ? await requestOf(deps, tenant, query.request_id) : null;
    const rows = reads.exportRows({ tenant, ...(only && { requestId: only.requestId }) });
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename=${surface.export.filename}`);
    return Readable.from(csvText(linesOf(surface, databaseRows(rows))));
  });
}

async function* linesOf(
  { export: { columns }, product: form }: Surface,
  products: AsyncIterable<ProductView>,
): AsyncGenerator<string[]> {
  yield Object.keys(columns);
  for await (const product of products) {
    if (product.status !== 'completed') continue;
    const fields = productFields(form, product);
    yield withoutFormulas(Object.values(columns).map((field) => String(fields[field])));
  }
}
