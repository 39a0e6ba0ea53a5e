import swagger, { type SwaggerTransformObject } from '@fastify/swagger';
import type { FastifyContextConfig, FastifySchema } from 'fastify';
import type { TSchema } from 'typebox';
import manifest from '../../package.json' with { type: 'json' };
import type { App } from '../http/type-provider.ts';
import { nameSchemas } from './named-schemas.ts';
import { withRefusalsOnce } from './refusals.ts';
import { webhookItems, webhooks } from './webhooks.ts';

/** The bodies that a route takes, by media type. */
export type RequestBody = { content: Record<string, { schema: TSchema }> };

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body of a route whose handler reads the body itself: as documentation, without validation. */
    requestBody?: RequestBody;
    /** Statuses that the description leaves out: a generated client expects one kind of answer. */
    undescribed?: readonly number[];
  }
}

const DESCRIPTION = `Halves a catalogue's images: a CSV of products in, compressed images, an output CSV and a signed webhook out.

Every refusal has one form, RFC 9457 problem+json, with a stable \`code\` and a hint. Keys are sent as a bearer token or in
\`X-API-Key\`; a gateway without configured keys asks for none. The events behind the API are described by \`/asyncapi.json\`.`;

const TAGS = [
  { name: 'requests', description: 'Catalogues and the processing of their images.' },
  { name: 'outputs', description: 'The results of a request, as files.' },
  { name: 'audit', description: 'Whether images meet the rules of sales channels.' },
  { name: 'webhooks', description: 'Deliveries of webhooks, and an inbox for testing.' },
  {
    name: 'existing clients',
    description: 'The paths and answers that clients of earlier systems rely on.',
  },
  { name: 'receivers', description: 'What a receiver of webhooks is sent.' },
  { name: 'operations', description: 'For operators of the gateway.' },
];

/** The probes, which are for everyone. */
const PUBLIC = ['/healthz', '/readyz'];

/**
 * Collects the schemas of all routes that are registered after it; `app.swagger()` then gives the OpenAPI document.
 * A schema with a title (one word) is described once, under that name.
 */
export function registerOpenApi(app: App): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Halftone',
        version: manifest.version,
        description: DESCRIPTION,
        contact: { name: 'Whoever runs this gateway' },
        license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
      },
      // Relative to the document, so that it holds behind every name and proxy.
      servers: [{ url: '/', description: 'This gateway.' }],
      tags: TAGS,
      security: [{ bearer: [] }, { apiKey: [] }, {}],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'A key as a bearer token.' },
          apiKey: {
            type: 'apiKey',
            in: 'header',
            name: 'X-API-Key',
            description: 'A key in its own header.',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: schema ? described(schema, url, route.config) : schema,
    }),
    transformObject: finished,
  });
}

function described(
  schema: FastifySchema,
  url: string,
  { requestBody, undescribed = [] }: FastifyContextConfig = {},
): FastifySchema {
  const { querystring } = schema;
  const response: Record<string, unknown> = {
    ...(typeof schema.response === 'object' ? schema.response : {}),
  };
  for (const status of undescribed) delete response[status];
  return {
    ...schema,
    ...(querystring !== undefined && { querystring: withDefaults(querystring) }),
    ...(requestBody && { body: requestBody }),
    ...(PUBLIC.includes(url) && { security: [] }),
    response: withRefusalsOnce(response),
  };
}

type ObjectSchema = { properties?: Record<string, { default?: unknown }>; required?: string[] };

/** What has a default need not be sent; the validator fills it in before it looks for what is required. */
function withDefaults(schema: unknown): unknown {
  const { properties = {}, required = [], ...rest } = schema as ObjectSchema;
  return {
    ...rest,
    properties,
    required: required.filter((name) => properties[name]?.default === undefined),
  };
}

/** Names the schemas of the paths and of the webhooks. */
const finished: SwaggerTransformObject = (document) => {
  if (!('openapiObject' in document)) return {};
  const { paths = {}, components, ...rest } = document.openapiObject;
  const { document: named, schemas } = nameSchemas({ paths, pathItems: webhookItems() });
  return {
    ...rest,
    paths: named.paths,
    webhooks: webhooks(),
    components: { ...components, schemas, pathItems: named.pathItems },
  };
};
