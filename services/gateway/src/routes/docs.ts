import swaggerUi from '@fastify/swagger-ui';
import { asyncApiDocument } from '@halftone/contracts';
import type { RequestFilter } from '@halftone/read-model';
import type { FastifyRequest } from 'fastify';
import { type AuthenticateOptions, PUBLIC_TENANT } from '../access/authenticate.ts';
import type { App } from '../http/type-provider.ts';
import { type KnownIds, readyToTry } from '../openapi/try-it-out.ts';
import { errorPage } from '../problems/error-page.ts';
import { PROBLEM_PAGE } from '../problems/problem-page.ts';

/** The pages take everything from the gateway itself, so that they work where there is no internet. */
const ONLY_FROM_HERE = {
  'default-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'frame-ancestors': ["'none'"],
};

export type DocsDependencies = {
  /** The NATS servers as subscribers reach them, as `host:port`; those of `npm start` if left out. */
  eventsAt?: string[];
  keys: AuthenticateOptions['keys'];
  reads: {
    requests(query: RequestFilter & { limit: number }): Promise<{ items: { requestId: string }[] }>;
    deliveries(requestId: string): Promise<{ deliveryId: string }[]>;
  };
};

/**
 * Ids of the newest request that is complete, or of the newest. Where there are keys, the page does not know who looks at
 * it, and shows nobody's.
 */
async function idsToTry({ keys, reads }: DocsDependencies): Promise<KnownIds> {
  if (keys) return {};
  try {
    const newest = { tenant: PUBLIC_TENANT, limit: 1 };
    const { items: ended } = await reads.requests({ ...newest, status: 'completed' });
    const [request] = ended.length > 0 ? ended : (await reads.requests(newest)).items;
    if (!request) return {};
    const [delivery] = await reads.deliveries(request.requestId);
    return { request: request.requestId, ...(delivery && { delivery: delivery.deliveryId }) };
  } catch {
    // The page is there to be read, whether or not the database is.
    return {};
  }
}

/** The page of errors has its style in itself, and nothing else. */
const ONLY_ITS_STYLE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** The documents of the API and of the event stream, and the pages on which the API can be read and tried. */
export function docsRoutes(app: App, deps: DocsDependencies): void {
  const knownIds = new WeakMap<FastifyRequest, KnownIds>();
  app.register(swaggerUi, {
    uiHooks: {
      preHandler: (request, _reply, done) => {
        const isDocument = /\/(json|yaml)$/.test(request.routeOptions.url ?? '');
        if (!isDocument) return done();
        void idsToTry(deps).then((ids) => {
          knownIds.set(request, ids);
          done();
        });
      },
    },
    transformSpecification: (document, request) => readyToTry(document, knownIds.get(request) ?? {}),
    routePrefix: '/docs',
    staticCSP: ONLY_FROM_HERE,
    theme: { title: 'Halftone API' },
    uiConfig: {
      layout: 'BaseLayout',
      docExpansion: 'list',
      tryItOutEnabled: true,
      displayRequestDuration: true,
    },
  });
  const errors = errorPage();
  app.get(PROBLEM_PAGE, { schema: { hide: true }, logLevel: 'warn' }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', ONLY_ITS_STYLE).send(errors),
  );
  const events = asyncApiDocument(deps.eventsAt);
  app.get('/openapi.json', { schema: { hide: true }, logLevel: 'warn' }, async () => app.swagger());
  app.get('/asyncapi.json', { schema: { hide: true }, logLevel: 'warn' }, async () => events);
}
