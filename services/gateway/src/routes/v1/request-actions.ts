import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog } from '@halftone/messaging';
import { Type } from 'typebox';
import type { ConcurrencyHooks } from '../../access/concurrency-limits.ts';
import { fromDatabase, fromLog } from '../../dependencies.ts';
import { REPLAYED_HEADER } from '../../http/replayed-header.ts';
import type { App } from '../../http/type-provider.ts';
import type { AcceptRequest } from '../../intake/accept-request.ts';
import { idempotencyKeyOf } from '../../intake/idempotency.ts';
import { retryRequest } from '../../intake/retry-request.ts';
import type { RowReads } from '../../outputs/output-rows.ts';
import { Problem, problemResponses } from '../../problems/problems.ts';
import { asAccepted, requestOf } from '../../progress/request-of.ts';
import { linksOf, RequestResponse, toResponse } from '../../progress/request-schema.ts';
import type { Reads } from '../../progress/request-status.ts';
import { requestParams, requestRefusals } from './requests.ts';

export type ActionsDependencies = {
  log: () => Pick<EventLog, 'publish' | 'lastEvent'>;
  reads: Pick<Reads, 'request'> & RowReads;
  accept: AcceptRequest;
  concurrency: Pick<ConcurrencyHooks, 'uploads'>;
  publicUrl: string;
  now: () => Date;
};

const about = { tags: ['requests'], params: requestParams };

const cancel = {
  ...about,
  operationId: 'cancelRequest',
  summary: 'Cancel a request',
  description: 'Images that have not started are not processed. Finished images stay.',
  response: { 202: RequestResponse, ...requestRefusals, ...problemResponses('request_ended') },
};

const retry = {
  ...about,
  operationId: 'retryRequest',
  summary: 'Retry what failed, as a new request',
  description:
    'With the same recipe and receiver. For a cancelled request this includes what had not ended. Accepts an Idempotency-Key, as an upload does.',
  headers: Type.Object({
    'idempotency-key': Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: 'A repeat under the same key is answered with the request that the first one made.',
      }),
    ),
  }),
  response: {
    202: {
      description: 'The new request.',
      headers: {
        location: Type.String({ description: 'The address of the new request.' }),
        [REPLAYED_HEADER]: Type.String({ description: 'true when this repeats an earlier answer.' }),
      },
      content: { 'application/json': { schema: RequestResponse } },
    },
    ...requestRefusals,
    ...problemResponses(
      'invalid_request',
      'invalid_catalogue',
      'request_running',
      'nothing_failed',
      'request_deleted',
      'idempotency_mismatch',
      'internal_error',
      'overloaded',
      'log_unavailable',
      'database_unavailable',
    ),
  },
};

const remove = {
  ...about,
  operationId: 'deleteRequest',
  summary: 'Delete a request with everything about it: images, rows and events',
  description: 'In any state; a running one is stopped.',
  response: {
    202: Type.Object(
      { message: Type.String({ description: 'What happens now.' }) },
      {
        title: 'DeletionReceipt',
        description: 'It will be deleted as soon as all the services that this takes are available.',
      },
    ),
    204: Type.Null({ description: 'It is deleted; its images follow in a moment.' }),
    ...requestRefusals,
  },
};

/** What a client does with its requests. */
export function requestActionsRoutes(app: App, deps: ActionsDependencies): void {
  const { log, publicUrl, now } = deps;

  app.post('/v1/requests/:id/cancel', { schema: cancel }, async ({ tenant, params }, reply) => {
    const request = await requestOf(deps, tenant, params.id);
    const { requestId } = request;
    // The log knows of an end before the read model does.
    const completed = await fromLog(log().lastEvent('request.completed', requestId));
    const published =
      !completed &&
      (await fromLog(
        log().publish('request.cancelled', { requestId, by: tenant }, { firstOnSubject: true }),
      ));
    if (!published || published.duplicate) {
      throw new Problem('request_ended', `The request is already ${completed ? 'completed' : 'cancelled'}.`);
    }
    return reply.code(202).send(toResponse({ ...request, status: 'cancelled' }, publicUrl, now()));
  });

  const retryOptions = { schema: retry, onRequest: deps.concurrency.uploads };
  app.post('/v1/requests/:id/retry', retryOptions, async (request, reply) => {
    const failed = await requestOf(deps, request.tenant, request.params.id);
    const asked = { idempotencyKey: idempotencyKeyOf(request.headers), logger: request.log };
    const { event, replayed } = await retryRequest(failed, asked, deps);
    if (replayed) reply.header(REPLAYED_HEADER, 'true');
    return reply
      .code(202)
      .header('location', linksOf(event.data.requestId, publicUrl).self)
      .send(toResponse(asAccepted(event), publicUrl, now()));
  });

  app.delete('/v1/requests/:id', { schema: remove }, async ({ tenant, params }, reply) => {
    const { requestId } = await requestOf(deps, tenant, params.id);
    const deletion = { requestId, tenant, by: tenant };
    await fromLog(log().publish('request.deleted', deletion, { firstOnSubject: true }));
    if (await comesToBeGone(requestId, deps)) return reply.code(204).send(null);
    return reply.code(202).send({ message: 'The request is going to be deleted.' });
  });
}

const GONE_EVERY_MS = 50;
const GONE_TRIES = 100;

/** Waits for a while until neither the read model nor the log know the request, so that who asks next is told so. */
async function comesToBeGone(requestId: string, { reads, log }: ActionsDependencies): Promise<boolean> {
  for (let tries = 0; tries < GONE_TRIES; tries++) {
    const known =
      (await fromDatabase(reads.request(requestId))) ??
      (await fromLog(log().lastEvent('request.accepted', requestId)));
    if (!known) return true;
    await delay(GONE_EVERY_MS);
  }
  return false;
}
