import swaggerUi from '@fastify/swagger-ui';
import { asyncApiDocument } from '@halftone/contracts';
import type { App } from '../http/type-provider.ts';
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

/** The page of errors has its style in itself, and nothing else. */
const ONLY_ITS_STYLE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** The documents of the API and of the event stream, and the pages on which the API can be read and tried. */
export function docsRoutes(app: App): void {
  app.register(swaggerUi, {
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
  const events = asyncApiDocument();
  app.get('/openapi.json', { schema: { hide: true }, logLevel: 'warn' }, async () => app.swagger());
  app.get('/asyncapi.json', { schema: { hide: true }, logLevel: 'warn' }, async () => events);
}
