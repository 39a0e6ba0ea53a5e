import type { App } from './type-provider.ts';

/** Nothing here is a page, a frame or a script; a route that serves one says so itself. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const ONE_YEAR_S = 365 * 24 * 60 * 60;

export type SecurityHeaders = Readonly<Record<string, string>>;

/** What tells browsers to take an answer for what it is. */
export function securityHeadersOf({ publicUrl }: { publicUrl: string }): SecurityHeaders {
  const https = publicUrl.startsWith('https:');
  return { ...HEADERS, ...(https && { 'strict-transport-security': `max-age=${ONE_YEAR_S}` }) };
}

/** Sends them with every answer. */
export function securityHeaders(app: App, headers: SecurityHeaders): void {
  app.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
}
