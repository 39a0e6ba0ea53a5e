import type { ProductView } from '@halftone/read-model';
import { Type } from 'typebox';
import { fromDatabase } from '../dependencies.ts';
import type { App } from '../http/type-provider.ts';
import { repeated } from '../openapi/repeated.ts';
import { failuresOf } from '../outputs/output-rows.ts';
import { Problem, problemResponses } from '../problems/problems.ts';
import { type RequestDetails, requestOf } from '../progress/request-of.ts';
import { RequestState } from '../progress/request-schema.ts';
import type { StatusDependencies } from '../progress/request-status.ts';
import { outputUrl } from './download.ts';

const status = RequestState;
const progress = Type.Integer({
  minimum: 0,
  maximum: 100,
  description: 'Percent of the images that have ended.',
});
const createdAt = Type.String({ description: 'When it was accepted (RFC 3339, UTC).' });
const updatedAt = Type.String({ description: 'When it last changed (RFC 3339, UTC).' });
const requestId = Type.String({ description: 'The id from the answer to the upload.' });

const ApiStatus = Type.Object(
  {
    requestId,
    status,
    progress,
    createdAt,
    updatedAt,
    outputCsvUrl: Type.Optional(Type.String({ description: 'The output CSV, once completed.' })),
  },
  { title: 'RequestStatus', description: 'Where the request stands.' },
);

const PlainStatus = Type.Object(
  { request_id: requestId, requestId: repeated(requestId), status, progress, createdAt, updatedAt },
  { title: 'PlainRequestStatus', description: 'Where the request stands.' },
);

const ProductRow = Type.Object(
  {
    id: Type.Integer({ description: 'The integer id of the product.' }),
    product_name: Type.String(),
    input_image_urls: Type.String({ description: 'Separated by commas, in the order of the file.' }),
    output_image_urls: Type.String({
      description: 'Separated by commas, in the order of the input; empty where none.',
    }),
    status: Type.String({ description: 'pending, processing or completed.' }),
    errors: Type.String({ description: 'Which images failed, and why; empty where none did.' }),
  },
  { title: 'ProductStatus', description: 'One product.' },
);

const apiStatus = {
  operationId: 'getRequestStatus',
  summary: 'Where a request stands',
  tags: ['existing clients'],
  params: Type.Object({ requestId }),
  response: {
    200: ApiStatus,
    ...problemResponses(
      'unauthorized',
      'request_not_found',
      'too_many_requests',
      'log_unavailable',
      'database_unavailable',
    ),
  },
};

const plainStatus = {
  operationId: 'getStatus',
  summary: 'Where a request stands or, by an integer id, one product',
  tags: ['existing clients'],
  params: Type.Object({
    id: Type.String({ description: 'The id of a request, or the integer id of a product.' }),
  }),
  response: {
    200: Type.Union([PlainStatus, ProductRow], {
      title: 'RequestOrProduct',
      description: 'A request or, by an integer id, a product.',
    }),
    ...problemResponses(
      'unauthorized',
      'request_not_found',
      'too_many_requests',
      'log_unavailable',
      'database_unavailable',
    ),
  },
};

/** The status of a request in the two forms that clients know, and of a product. */
export function statusRoutes(app: App, deps: StatusDependencies & { publicUrl: string }): void {
  app.get('/api/status/:requestId', { schema: apiStatus }, async ({ params, tenant }) => {
    const { requestId } = params;
    const found = await requestOf(deps, tenant, requestId, 'Request not found');
    const done = found.status === 'completed' && { outputCsvUrl: outputUrl(deps.publicUrl, requestId) };
    return { ...statusOf(found), ...done };
  });

  app.get('/status/:id', { schema: plainStatus }, async ({ params: { id }, tenant }) => {
    if (/^\d+$/.test(id)) return productRow(await productOf(deps, tenant, id));
    return { request_id: id, ...statusOf(await requestOf(deps, tenant, id, 'Invalid request ID')) };
  });
}

function statusOf({ requestId, status, progress, createdAt, updatedAt }: RequestDetails) {
  return { requestId, status, progress, createdAt, updatedAt };
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

function productRow({ id, name, images, status }: ProductView) {
  return {
    id,
    product_name: name,
    input_image_urls: images.map(({ url }) => url).join(', '),
    output_image_urls: images.map(({ outputUrl }) => outputUrl ?? '').join(', '),
    status,
    errors: failuresOf(images),
  };
}
