import type { App } from './type-provider.ts';

/** Nothing here is a page, a frame or a script; a route that serves one says so itself. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

const ONE_YEAR_S = 365 * 24 * 60 * 60;

/** Tells browsers to take every answer for what it is. */
export function securityHeaders(app: App, { publicUrl }: { publicUrl: string }): void {
  const https = publicUrl.startsWith('https:');
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
    if (https) reply.header('strict-transport-security', `max-age=${ONE_YEAR_S}`);
  });
}
