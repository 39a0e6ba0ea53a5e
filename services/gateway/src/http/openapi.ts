import swagger, { type SwaggerTransformObject } from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import type { TSchema } from 'typebox';
import manifest from '../../package.json' with { type: 'json' };
import { PROBLEM_TYPE, ProblemBody } from '../problems/problems.ts';
import type { App } from './type-provider.ts';

/** The bodies that a route takes, by media type. */
export type RequestBody = { content: Record<string, { schema: TSchema }> };

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body of a route whose handler reads the body itself: as documentation, without validation. */
    requestBody?: RequestBody;
  }
}

const DESCRIPTION = `Halves a catalogue's images: a CSV of products in, compressed images, an output CSV and a signed webhook out.

Every refusal has one form, RFC 9457 problem+json, with a stable \`code\` and a hint. Keys are sent as a bearer token or in
\`X-API-Key\`; a gateway without configured keys asks for none. The events behind the API are described by \`/asyncapi.json\`.`;

const TAGS = [
  { name: 'requests', description: 'Catalogues and the processing of their images.' },
  { name: 'outputs', description: 'The results of a request, as files.' },
  { name: 'webhooks', description: 'Deliveries of webhooks, and an inbox for testing.' },
  {
    name: 'existing clients',
    description: 'The paths and answers that clients of earlier systems rely on.',
  },
  { name: 'operations', description: 'For operators of the gateway.' },
];

/** The probes, which are for everyone. */
const PUBLIC = ['/healthz', '/readyz'];

const OTHER_REFUSALS = {
  description: 'Any other refusal.',
  content: { [PROBLEM_TYPE]: { schema: ProblemBody } },
};

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
      schema: schema ? described(schema, url, route.config?.requestBody) : schema,
    }),
    transformObject: nameSchemas,
  });
}

function described(schema: FastifySchema, url: string, requestBody?: RequestBody): FastifySchema {
  const { response, querystring } = schema;
  return {
    ...schema,
    ...(querystring !== undefined && { querystring: withDefaults(querystring) }),
    ...(requestBody && { body: requestBody }),
    ...(PUBLIC.includes(url) && { security: [] }),
    response: { ...(typeof response === 'object' ? response : {}), default: OTHER_REFUSALS },
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

/** Moves every schema with a one-word title to the components, and leaves a reference in its places. */
const nameSchemas: SwaggerTransformObject = (document) => {
  if (!('openapiObject' in document)) return {};
  const { paths, components, ...rest } = document.openapiObject;
  const schemas = new Map<string, unknown>();
  const named = replaceTitled(JSON.parse(JSON.stringify(paths ?? {})), schemas);
  const sorted = Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...rest, paths: named, components: { ...components, schemas: sorted } };
};

function replaceTitled(node: unknown, schemas: Map<string, unknown>): unknown {
  if (Array.isArray(node)) return node.map((item) => replaceTitled(item, schemas));
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, replaceTitled(value, schemas)]),
  );
  const { title, enum: values } = copy;
  // TypeBox leaves the type of an enumeration to its values; pages and generators of clients look for it.
  if (Array.isArray(values) && values.every((value) => typeof value === 'string')) copy.type ??= 'string';
  if (typeof title !== 'string' || !/^[A-Z]\w*$/.test(title)) return copy;
  const known = schemas.get(title);
  if (known && JSON.stringify(known) !== JSON.stringify(copy)) {
    throw new Error(`Two schemas have the title ${title}.`);
  }
  schemas.set(title, copy);
  return { $ref: `#/components/schemas/${title}` };
}
