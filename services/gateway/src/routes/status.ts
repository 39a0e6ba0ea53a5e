import type { ProductView } from '@halftone/read-model';
import { Type } from 'typebox';
import { ProductRow, productFields, statusAnswer, statusSchema } from '../compatibility/answers.ts';
import { refusalsOf } from '../compatibility/refusals.ts';
import type { Surface } from '../compatibility/surface.ts';
import { fromDatabase } from '../dependencies.ts';
import type { App } from '../http/type-provider.ts';
import { Problem } from '../problems/problems.ts';
import { requestOf } from '../progress/request-of.ts';
import type { StatusDependencies } from '../progress/request-status.ts';
import { outputUrl } from './download.ts';

const refusals = (surface: Surface) =>
  refusalsOf(
    surface,
    'unauthorized',
    'request_not_found',
    'too_many_requests',
    'log_unavailable',
    'database_unavailable',
  );

const apiStatus = (surface: Surface) => ({
  operationId: 'getRequestStatus',
  summary: 'Where a request stands',
  tags: ['existing clients'],
  params: Type.Object({
    requestId: Type.String({ description: 'The id from the answer to the upload.' }),
  }),
  response: { 200: statusSchema(surface.apiStatus, 'RequestStatus'), ...refusals(surface) },
});

const PlainStatus = (surface: Surface) => statusSchema(surface.status, 'PlainRequestStatus');

const plainStatus = (surface: Surface) => ({
  operationId: 'getStatus',
  summary: 'Where a request stands or, by an integer id, one product',
  tags: ['existing clients'],
  params: Type.Object({
    id: Type.String({ description: 'The id of a request, or the integer id of a product.' }),
  }),
  response: {
    200: surface.hasProducts
      ? Type.Union([PlainStatus(surface), ProductRow], {
          title: 'RequestOrProduct',
          description: 'A request or, by an integer id, a product.',
        })
      : PlainStatus(surface),
    ...refusals(surface),
  },
});

export type StatusRoutesDependencies = StatusDependencies & { publicUrl: string; surface: Surface };

/** The status of a request in the two forms that clients know, and of a product. */
export function statusRoutes(app: App, deps: StatusRoutesDependencies): void {
  const { surface, publicUrl } = deps;

  app.get('/api/status/:requestId', { schema: apiStatus(surface) }, async ({ params, tenant }) => {
    const { requestId } = params;
    const request = await requestOf(deps, tenant, requestId, 'Request not found');
    return statusAnswer(surface.apiStatus, request, outputUrl(publicUrl, requestId));
  });

  app.get('/status/:id', { schema: plainStatus(surface) }, async ({ params: { id }, tenant }) => {
    if (surface.hasProducts && /^\d+$/.test(id)) {
      return productFields(surface.product, await productOf(deps, tenant, id));
    }
    const request = await requestOf(deps, tenant, id, 'Invalid request ID');
    return statusAnswer(surface.status, request, outputUrl(publicUrl, id));
  });
}

async function productOf(
  { reads }: StatusDependencies,
  tenant: string,
  digits: string,
): Promise<ProductView> {
  const id = Number(digits);
  const product = Number.isSafeInteger(id) ? await fromDatabase(reads.product(id)) : null;
  if (product?.tenant !== tenant) {
    throw new Problem('product_not_found', 'There is no product with this id.', {
      error: 'Product not found',
    });
  }
  return product;
}
