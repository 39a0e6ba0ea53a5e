import {
  type AuditPlace,
  cursorAfter,
  type ProductsToAuditOptions,
  type ProductToAudit,
  placeBefore,
} from '@halftone/read-model';
import { type Static, Type } from 'typebox';
import type { ConcurrencyHooks } from '../../../access/concurrency-limits.ts';
import { auditCsv } from '../../../audit/audit-csv.ts';
import { auditPage } from '../../../audit/audit-page.ts';
import type { Auditing } from '../../../audit/audit-product.ts';
import { AuditQuery, auditingOf } from '../../../audit/audit-query.ts';
import {
  AuditedChannel,
  AuditedProduct,
  auditHead,
  ChannelSum,
  LeftOut,
  Verdict,
} from '../../../audit/audit-schema.ts';
import { auditSums, SUM_LIMITS } from '../../../audit/audit-sums.ts';
import { shownChannel } from '../../../audit/channel-schema.ts';
import { leftOutOf } from '../../../audit/left-out.ts';
import type { App } from '../../../http/type-provider.ts';
import { databaseRows } from '../../../outputs/database-rows.ts';
import { problemResponses } from '../../../problems/problems.ts';
import { type RequestDetails, requestOf } from '../../../progress/request-of.ts';
import type { StatusDependencies } from '../../../progress/request-status.ts';
import { CSV, download, file } from '../file-answers.ts';
import { limited, PageOf, paging, readCursor } from '../paging.ts';
import { requestParams, requestRefusals } from '../requests.ts';

export type AuditDependencies = StatusDependencies & {
  reads: {
    /** The products after a place, with the cells of some columns. */
    productsToAudit(requestId: string, options: ProductsToAuditOptions): AsyncIterable<ProductToAudit>;
  };
  concurrency: Pick<ConcurrencyHooks, 'downloads'>;
  now: () => Date;
};

const about = { tags: ['audit'], params: requestParams };
const refusals = {
  ...requestRefusals,
  ...problemResponses(
    'invalid_request',
    'unknown_channel',
    'overloaded',
    'log_unavailable',
    'database_unavailable',
  ),
};

const page = {
  ...about,
  operationId: 'auditRequest',
  summary: 'Whether the images of a request meet the rules of sales channels',
  description:
    'Product by product, the sources and the outputs, also while the request runs. A page may hold fewer products than its limit, or none, before the last one: nextCursor says whether there is more.',
  querystring: Type.Object({
    ...AuditQuery.properties,
    verdict: Type.Optional(
      Type.Unsafe<Static<typeof Verdict>>({
        ...Verdict,
        description: 'Only products with this verdict in one of the channels.',
      }),
    ),
    ...paging,
  }),
  response: {
    200: Type.Object(
      {
        ...auditHead,
        channels: Type.Array(AuditedChannel, { description: 'The channels that were asked.' }),
        ...PageOf('AuditPage', AuditedProduct, 'One page of an audit.').properties,
      },
      { title: 'AuditPage', description: 'One page of an audit.' },
    ),
    ...refusals,
  },
};

const sums = {
  ...about,
  operationId: 'sumUpAudit',
  summary: 'The same in numbers: how many pass and fail, and which rules are broken',
  description: `Of ${SUM_LIMITS.images} images, or ${SUM_LIMITS.verdicts} verdicts, at most: where a request has more, nextCursor says where the sums go on.`,
  querystring: Type.Object({ ...AuditQuery.properties, cursor: paging.cursor }),
  response: {
    200: Type.Object(
      {
        ...auditHead,
        channels: Type.Array(ChannelSum, { description: 'The channels that were asked.' }),
        withoutImages: Type.Optional(LeftOut),
        nextCursor: Type.Union([Type.String(), Type.Null()], {
          description: 'Where the sums go on; null when they are of all products.',
        }),
      },
      { title: 'AuditSummary', description: 'An audit in numbers.' },
    ),
    ...refusals,
  },
};

const csv = {
  ...about,
  operationId: 'getAuditCsv',
  summary: 'The audit as CSV',
  description:
    'A line for each image of each product, with a column for each channel and a second one for its outputs. What is said of a product as a whole stands on a line without an image, as does a product that has none.',
  querystring: AuditQuery,
  response: { 200: file('text/csv', 'The audit.'), ...refusals },
};

/** The place after which to go on; from the first product if there is no cursor. */
const placeIn = (cursor: string | undefined): AuditPlace =>
  cursor === undefined ? { row: 0, line: 0 } : readCursor(cursor, placeBefore);

/** What sales channels have against the images of a request. All that is needed stands in the read model. */
export function requestAuditRoutes(app: App, deps: AuditDependencies): void {
  const productsOf = (
    { requestId, upload }: RequestDetails,
    { signs: { columns } }: Auditing,
    after?: AuditPlace,
  ) => {
    const { serial, name } = upload.columns;
    const named = { serial, name };
    return databaseRows(deps.reads.productsToAudit(requestId, { ...(after && { after }), named, columns }));
  };

  app.get('/v1/requests/:id/audit', { schema: page }, async ({ tenant, params, query }) => {
    const request = await requestOf(deps, tenant, params.id);
    const { cursor, limit, verdict, ...asked } = limited(query);
    const auditing = auditingOf(asked, request, deps.now());
    const { items, next } = await auditPage(productsOf(request, auditing, placeIn(cursor)), auditing, {
      limit,
      verdict,
    });
    return {
      requestId: request.requestId,
      asOf: auditing.asOf,
      channels: auditing.channels.map((channel) => shownChannel(channel, auditing)),
      items,
      nextCursor: next && cursorAfter(next),
    };
  });

  // Each looks at all products: as many at once as downloads.
  const options = { exposeHeadRoute: false, onRequest: deps.concurrency.downloads };
  app.get(
    '/v1/requests/:id/audit/summary',
    { schema: sums, ...options },
    async ({ tenant, params, query }) => {
      const request = await requestOf(deps, tenant, params.id);
      const { cursor, ...asked } = query;
      const auditing = auditingOf(asked, request, deps.now());
      const { channels, next } = await auditSums(productsOf(request, auditing, placeIn(cursor)), auditing);
      const withoutImages = leftOutOf(request.upload);
      return {
        requestId: request.requestId,
        asOf: auditing.asOf,
        channels,
        ...(withoutImages && { withoutImages }),
        nextCursor: next && cursorAfter(next),
      };
    },
  );

  app.get('/v1/requests/:id/audit.csv', { schema: csv, ...options }, async (call, reply) => {
    const request = await requestOf(deps, call.tenant, call.params.id);
    const auditing = auditingOf(call.query, request, deps.now());
    const content = auditCsv(productsOf(request, auditing), auditing);
    return download(reply, request, { suffix: '-audit.csv', media: CSV, content });
  });
}
