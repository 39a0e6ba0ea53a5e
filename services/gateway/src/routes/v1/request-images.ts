import type { FailureGroup, ImageFilter, ImageRows, ImageView, Page } from '@halftone/read-model';
import { Type } from 'typebox';
import { fromDatabase } from '../../dependencies.ts';
import type { App } from '../../http/type-provider.ts';
import { problemResponses } from '../../problems/problems.ts';
import {
  FailureCode,
  ImageResponse,
  ImageState,
  shownOutput,
  titled,
  titleOf,
} from '../../progress/image-schema.ts';
import { requestOf } from '../../progress/request-of.ts';
import type { StatusDependencies } from '../../progress/request-status.ts';
import { limited, PageOf, type PageQuery, paging, readPage } from './paging.ts';
import { NO_NUL, requestParams, requestRefusals } from './requests.ts';

export type ImagesDependencies = StatusDependencies & {
  reads: {
    images(requestId: string, query: ImageFilter & PageQuery): Promise<Page<ImageView>>;
    imageRows(
      requestId: string,
      query: { images: readonly string[]; limit: number },
    ): Promise<Map<string, ImageRows>>;
    failures(requestId: string): Promise<FailureGroup[]>;
  };
};

/** Of an image that stands in more rows than this, the others are only counted. */
const ROWS_LISTED = 20;

const failures = {
  operationId: 'listRequestFailures',
  summary: 'Why images of a request failed, and how many',
  tags: ['requests'],
  params: requestParams,
  response: {
    200: Type.Object(
      {
        items: Type.Array(
          Type.Object(
            {
              code: FailureCode,
              title: Type.String({ description: 'What the code means.' }),
              hint: Type.String({ description: 'How to fix it.' }),
              images: Type.Integer({ minimum: 1, description: 'How many images failed for it.' }),
            },
            { title: 'FailureGroup', description: 'The images that failed for one reason.' },
          ),
        ),
      },
      {
        title: 'FailureList',
        description: 'The reasons, the most frequent first; so far, while the request runs.',
      },
    ),
    ...requestRefusals,
  },
};

const list = {
  operationId: 'listRequestImages',
  summary: 'The images of a request and the outcome of each',
  tags: ['requests'],
  params: requestParams,
  querystring: Type.Object({
    status: Type.Optional(ImageState),
    reason: Type.Optional(FailureCode),
    search: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: NO_NUL,
        description: 'Only those whose URL contains this, in any case.',
      }),
    ),
    rows: Type.Optional(
      Type.Boolean({ default: false, description: 'Whether to list the rows in which each image stands.' }),
    ),
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
    const { rows: withRows, ...filter } = limited(query);
    const { items, nextCursor } = await readPage(deps.reads.images(requestId, filter));
    if (!withRows) return { items: items.map(shown), nextCursor };
    const images = items.map(({ imageId }) => imageId);
    const rows = await fromDatabase(deps.reads.imageRows(requestId, { images, limit: ROWS_LISTED }));
    const standing = (imageId: string) => rows.get(imageId) ?? { rows: [], rowsOmitted: 0 };
    return { items: items.map((image) => ({ ...shown(image), ...standing(image.imageId) })), nextCursor };
  });

  app.get('/v1/requests/:id/failures', { schema: failures }, async ({ tenant, params }) => {
    const { requestId } = await requestOf(deps, tenant, params.id);
    const groups = await fromDatabase(deps.reads.failures(requestId));
    return { items: groups.map(({ code, hint, images }) => ({ code, title: titleOf(code), hint, images })) };
  });
}

function shown({ imageId, output, reason, ...rest }: ImageView): ImageResponse {
  return { id: imageId, ...rest, output: output && shownOutput(output), reason: reason && titled(reason) };
}
