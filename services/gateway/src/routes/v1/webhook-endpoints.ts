import { DEFAULT_WEBHOOKS } from '@halftone/contracts';
import type { JudgeLiteral } from '@halftone/outbound/destinations';
import type { EndpointView } from '@halftone/read-model';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Keyring } from '../../access/keyring.ts';
import { ownPace, type Pace } from '../../access/rate-limits.ts';
import { fromDatabase } from '../../dependencies.ts';
import {
  changeStatus,
  type EndpointDependencies,
  endpointOf,
  registerEndpoint,
  rotateSecret,
} from '../../endpoints/change-endpoint.ts';
import {
  EndpointResponse,
  EndpointWithSecret,
  shownEndpoint,
  shownView,
} from '../../endpoints/endpoint-schema.ts';
import type { App } from '../../http/type-provider.ts';
import { distinctWebhooks, WebhookEvents } from '../../intake/webhooks/webhook-events.ts';
import { refuseUnreachable, webhookUrlOf } from '../../intake/webhooks/webhook-url.ts';
import { problemResponses } from '../../problems/problems.ts';
import { PageOf } from './paging.ts';

export type EndpointsDependencies = EndpointDependencies & {
  reads: { endpoints(tenant: string): Promise<EndpointView[]> };
  judgeReceiver: JudgeLiteral;
  keys: Keyring | null;
};

/** Each is an event that is kept for good, and all services read all of them. */
const CHANGES_PER_MINUTE = 60;
const DAY_S = 24 * 60 * 60;
const MAX_BYTES = 16 * 1024;

const about = {
  tags: ['webhooks'],
  params: Type.Object({ id: Type.String({ description: 'The id of the endpoint.' }) }),
};
const refusals = problemResponses(
  'unauthorized',
  'endpoint_not_found',
  'too_many_requests',
  'endpoints_not_configured',
  'overloaded',
  'log_unavailable',
);

const create = {
  operationId: 'createWebhookEndpoint',
  summary: 'Register a receiver of webhooks about all requests',
  description:
    'It is told of every request of the same key, beside the webhookUrl of an upload, and has a secret of its own, which is in this answer and in none later.',
  tags: ['webhooks'],
  body: Type.Object(
    {
      url: Type.String({ description: 'The receiver.' }),
      events: Type.Optional(WebhookEvents),
      description: Type.Optional(
        Type.String({ maxLength: 500, description: 'What it is, for whoever reads the list.' }),
      ),
    },
    {
      additionalProperties: false,
      description: 'A receiver, and what it wants to be told.',
      examples: [{ url: 'https://shop.example/webhooks/halftone' }],
    },
  ),
  response: {
    201: EndpointWithSecret,
    ...problemResponses(
      'invalid_request',
      'invalid_webhook_url',
      'unauthorized',
      'too_many_endpoints',
      'body_too_large',
      'unsupported_media_type',
      'too_many_requests',
      'endpoints_not_configured',
      'overloaded',
      'log_unavailable',
    ),
  },
};

const list = {
  operationId: 'listWebhookEndpoints',
  summary: 'The registered receivers of webhooks, the oldest first',
  tags: ['webhooks'],
  response: {
    200: PageOf('EndpointPage', EndpointResponse, 'All of them, without their secrets. There is one page.'),
    ...problemResponses('unauthorized', 'too_many_requests', 'database_unavailable'),
  },
};

const one = {
  ...about,
  operationId: 'getWebhookEndpoint',
  summary: 'A registered receiver of webhooks',
  response: { 200: EndpointResponse, ...refusals },
};

const rotate = {
  ...about,
  operationId: 'rotateWebhookEndpointSecret',
  summary: 'Give a receiver a new secret',
  description:
    'Until the overlap is over, webhooks carry a signature by the new secret and one by each secret before it, so that the receiver can be moved at any time in between. An overlap of 0 ends the old ones at once.',
  body: Type.Object(
    {
      overlapSeconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 7 * DAY_S,
          default: DAY_S,
          description: 'How long the secrets before it sign as well; a day by default.',
        }),
      ),
    },
    { additionalProperties: false, description: 'How to change it.', examples: [{ overlapSeconds: 86_400 }] },
  ),
  response: {
    200: EndpointWithSecret,
    ...refusals,
    ...problemResponses('invalid_request', 'body_too_large', 'unsupported_media_type'),
  },
};

const disable = {
  ...about,
  operationId: 'disableWebhookEndpoint',
  summary: 'Send nothing to a receiver',
  description: 'Deliveries that are waiting for their next attempt end as rejected.',
  response: { 200: EndpointResponse, ...refusals },
};

const enable = {
  ...about,
  operationId: 'enableWebhookEndpoint',
  summary: 'Send webhooks to a receiver again',
  description: 'Of requests that end from now on; what it has missed can be redelivered.',
  response: { 200: EndpointResponse, ...refusals },
};

const remove = {
  ...about,
  operationId: 'deleteWebhookEndpoint',
  summary: 'Remove a receiver of webhooks',
  response: { 204: Type.Null({ description: 'It is removed.' }), ...refusals },
};

/** Receivers of webhooks that are registered once, each with a secret of its own. */
export function webhookEndpointsRoutes(app: App, deps: EndpointsDependencies): void {
  const pace = ownPace(app, 'changes of webhook endpoints', { keys: deps.keys, max: CHANGES_PER_MINUTE });
  registrationRoutes(app, deps, pace);
  changeRoutes(app, deps, pace);
}

const path = '/v1/webhook-endpoints';

function registrationRoutes(app: App, deps: EndpointsDependencies, preHandler: Pace): void {
  app.post(path, { schema: create, bodyLimit: MAX_BYTES, preHandler }, async ({ tenant, body }, reply) => {
    const url = webhookUrlOf(body.url);
    refuseUnreachable(url, deps.judgeReceiver);
    const events = distinctWebhooks(body.events ?? DEFAULT_WEBHOOKS);
    const description = body.description?.toWellFormed().replaceAll('\0', '');
    const registration = { url, events, ...(description && { description }) };
    const { endpoint, secret } = await registerEndpoint(deps, tenant, registration);
    return reply.code(201).send({ ...shownEndpoint(endpoint), secret });
  });

  app.get(path, { schema: list }, async ({ tenant }) => {
    const endpoints = await fromDatabase(deps.reads.endpoints(tenant));
    return { items: endpoints.map(shownView), nextCursor: null };
  });

  app.get(`${path}/:id`, { schema: one }, async ({ tenant, params }) =>
    shownEndpoint(await endpointOf(deps, { tenant, endpointId: params.id })),
  );
}

function changeRoutes(app: App, deps: EndpointDependencies, preHandler: Pace): void {
  // Whoever wants the default sends nothing.
  const preValidation = async (request: FastifyRequest) => {
    request.body ??= {};
  };
  const rotation = { schema: rotate, bodyLimit: MAX_BYTES, preValidation, preHandler };
  app.post(`${path}/:id/rotate`, rotation, async ({ tenant, params, body }) => {
    const overlapMs = (body.overlapSeconds ?? DAY_S) * 1000;
    const { endpoint, secret } = await rotateSecret(deps, { tenant, endpointId: params.id }, overlapMs);
    return { ...shownEndpoint(endpoint), secret };
  });

  app.post(`${path}/:id/disable`, { schema: disable, preHandler }, async ({ tenant, params }) =>
    shownEndpoint(await changeStatus(deps, { tenant, endpointId: params.id }, 'disabled')),
  );

  app.post(`${path}/:id/enable`, { schema: enable, preHandler }, async ({ tenant, params }) =>
    shownEndpoint(await changeStatus(deps, { tenant, endpointId: params.id }, 'enabled')),
  );

  app.delete(`${path}/:id`, { schema: remove, preHandler }, async ({ tenant, params }, reply) => {
    await changeStatus(deps, { tenant, endpointId: params.id }, 'removed');
    return reply.code(204).send(null);
  });
}
