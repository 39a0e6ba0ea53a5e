import type { DeliveryView, Page, RequestFilter } from '@halftone/read-model';
import { Type } from 'typebox';
import { fromDatabase } from '../../dependencies.ts';
import type { App } from '../../http/type-provider.ts';
import { Problem, problemResponses } from '../../problems/problems.ts';
import { undelivered } from '../../progress/delivery-schema.ts';
import { type RequestDetails, requestOf } from '../../progress/request-of.ts';
import { RequestOutcome, RequestResponse, RequestState, toResponse } from '../../progress/request-schema.ts';
import type { StatusDependencies } from '../../progress/request-status.ts';
import { limited, PageOf, type PageQuery, paging, readPage } from './paging.ts';

export type RequestsDependencies = StatusDependencies & {
  reads: {
    requests(query: RequestFilter & PageQuery): Promise<Page<RequestDetails>>;
    deliveries(requestId: string): Promise<DeliveryView[]>;
  };
  publicUrl: string;
  now: () => Date;
};

/** The id in the path of everything about a request. */
export const requestParams = Type.Object({ id: Type.String({ description: 'The id of the request.' }) });

/** What everything about a request may be refused for. */
export const requestRefusals = problemResponses(
  'unauthorized',
  'request_not_found',
  'too_many_requests',
  'log_unavailable',
  'database_unavailable',
);

const time = (description: string) =>
  Type.Optional(Type.String({ format: 'date-time', description: `${description} (RFC 3339).` }));

/** PostgreSQL refuses this character in any text. */
export const NO_NUL = '^[^\\u0000]*$';

const list = {
  operationId: 'listRequests',
  summary: 'List requests, the newest first',
  tags: ['requests'],
  querystring: Type.Object({
    status: Type.Optional(RequestState),
    outcome: Type.Optional(RequestOutcome),
    createdAfter: time('Only those accepted then or later'),
    createdBefore: time('Only those accepted before'),
    search: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: NO_NUL,
        description: 'Only those whose file name contains this, in any case, or whose id begins with it.',
      }),
    ),
    ...paging,
  }),
  response: {
    200: PageOf('RequestPage', RequestResponse, 'One page of requests.'),
    ...problemResponses('invalid_request', 'unauthorized', 'too_many_requests', 'database_unavailable'),
  },
};

const one = {
  operationId: 'getRequest',
  summary: 'Where a request stands',
  tags: ['requests'],
  params: requestParams,
  response: {
    200: RequestResponse,
    ...problemResponses('unauthorized', 'request_not_found', 'too_many_requests', 'database_unavailable'),
  },
};

/** The requests of a tenant, and each of them. */
export function requestsRoutes(app: App, deps: RequestsDependencies): void {
  const shown = (request: RequestDetails) => toResponse(request, deps.publicUrl, deps.now());

  app.get('/v1/requests', { schema: list }, async ({ tenant, query }) => {
    const { createdAfter, createdBefore, ...rest } = limited(query);
    const filter = {
      ...rest,
      tenant,
      ...(createdAfter && { createdAfter: timeIn(createdAfter) }),
      ...(createdBefore && { createdBefore: timeIn(createdBefore) }),
    };
    const { items, nextCursor } = await readPage(deps.reads.requests(filter));
    return { items: items.map(shown), nextCursor };
  });

  app.get('/v1/requests/:id', { schema: one }, async ({ tenant, params }) => {
    const request = await requestOf(deps, tenant, params.id);
    const failing = await undeliveredOf(request, deps);
    return { ...shown(request), ...(failing.length > 0 && { undelivered: failing }) };
  });
}

/**
 * A time of a query. The schema lets pass what looks like one; leap seconds, and the year 0, are none that can be
 * compared with.
 * @throws Problem `invalid_request`
 */
export function timeIn(text: string): Date {
  const time = new Date(text);
  const year = time.getUTCFullYear();
  if (year >= 1 && year <= 9999) return time;
  throw new Problem('invalid_request', `${text} is not a valid time.`, {
    hint: 'Use a time such as 2026-11-29T12:00:00Z.',
  });
}

/** Whoever waits for a request asks for it often; before it is complete, only progress can have been posted. */
async function undeliveredOf(
  { requestId, status, webhookEvents }: RequestDetails,
  { reads }: RequestsDependencies,
) {
  if (status !== 'completed' && !webhookEvents) return [];
  return undelivered(await fromDatabase(reads.deliveries(requestId)));
}
