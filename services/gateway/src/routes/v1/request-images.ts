import type { ImageFilter, ImageView, Page } from '@halftone/read-model';
import { Type } from 'typebox';
import type { App } from '../../http/type-provider.ts';
import { problemResponses } from '../../problems/problems.ts';
import { FailureCode, ImageResponse, ImageState, shownOutput, titled } from '../../progress/image-schema.ts';
import { requestOf } from '../../progress/request-of.ts';
import type { StatusDependencies } from '../../progress/request-status.ts';
import { limited, PageOf, type PageQuery, paging, readPage } from './paging.ts';
import { requestParams } from './requests.ts';

export type ImagesDependencies = StatusDependencies & {
  reads: { images(requestId: string, query: ImageFilter & PageQuery): Promise<Page<ImageView>> };
};

const list = {
  operationId: 'listRequestImages',
  summary: 'The images of a request and the outcome of each',
  tags: ['requests'],
  params: requestParams,
  querystring: Type.Object({
    status: Type.Optional(ImageState),
    reason: Type.Optional(FailureCode),
    ...paging,
  }),
  response: {
    200: PageOf('ImagePage', ImageResponse, 'One page of images, each once, in the order of their ids.'),
    ...problemResponses(
      'invalid_request',
      'unauthorized',
      'request_not_found',
      'too_many_requests',
      'database_unavailable',
    ),
  },
};

/** The images of a request. */
export function requestImagesRoutes(app: App, deps: ImagesDependencies): void {
  app.get('/v1/requests/:id/images', { schema: list }, async ({ tenant, params, query }) => {
    const { requestId } = await requestOf(deps, tenant, params.id);
    const { items, nextCursor } = await readPage(deps.reads.images(requestId, limited(query)));
    return { items: items.map(shown), nextCursor };
  });
}

function shown({ imageId, output, reason, ...rest }: ImageView): ImageResponse {
  return { id: imageId, ...rest, output: output && shownOutput(output), reason: reason && titled(reason) };
}
