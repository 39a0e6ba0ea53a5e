import swaggerUi from '@fastify/swagger-ui';
import { asyncApiDocument } from '@halftone/contracts';
import type { App } from '../http/type-provider.ts';

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
};

/** The documents of the API and of the event stream, and the pages on which the API can be read and tried. */
export function docsRoutes(app: App, { eventsAt }: DocsDependencies): void {
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
  const events = asyncApiDocument(eventsAt);
  app.get('/openapi.json', { schema: { hide: true }, logLevel: 'warn' }, async () => app.swagger());
  app.get('/asyncapi.json', { schema: { hide: true }, logLevel: 'warn' }, async () => events);
}
