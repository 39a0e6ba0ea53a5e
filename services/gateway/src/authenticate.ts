import type { IncomingHttpHeaders } from 'node:http';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Keyring } from './keyring.ts';
import { Problem } from './problems.ts';
import type { App } from './type-provider.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling: the name of the key, or `public` where no keys are configured. */
    tenant: string;
  }
}

/** Whose requests they are where no keys are configured. */
export const PUBLIC_TENANT = 'public';

export type AuthenticateOptions = {
  /** Null lets anyone in. */
  keys: Keyring | null;
  /** The most requests a minute of one key or, without one, of one address; 0 for any number. */
  requestsPerMinute: number;
};

/** What says nothing about anybody's requests; by the route, which no spelling of a path changes. */
const OPEN_ROUTES = /^\/(healthz|readyz|openapi\.json|asyncapi\.json|docs(\/.*)?)$/;

/** Tells who is calling, as `request.tenant`, and refuses who may not call, or calls too often. */
export function authenticate(app: App, { keys, requestsPerMinute }: AuthenticateOptions): void {
  app.decorateRequest('tenant', PUBLIC_TENANT);
  app.register(rateLimit, { global: false });
  app.after(() => {
    const pace = app.createRateLimit({
      max: requestsPerMinute,
      timeWindow: '1 minute',
      keyGenerator: ({ tenant, ip }: FastifyRequest) =>
        keys && tenant ? `key ${tenant}` : `address ${normalizeIP(ip)}`,
    });
    app.addHook('onRequest', async (request, reply) => {
      if (request.is404 || OPEN_ROUTES.test(request.routeOptions.url ?? '')) return;
      const key = takeKey(request.raw.headers);
      // Nobody's name, until a key says whose.
      if (keys) request.tenant = keys(key ?? '') ?? '';
      if (requestsPerMinute > 0) keepPace(await pace(request), reply);
      if (!request.tenant) throw unauthorized(key !== undefined);
    });
  });
}

/** The key that a request presents. It is removed from the headers, which others may log. */
function takeKey(headers: IncomingHttpHeaders): string | undefined {
  const { authorization, 'x-api-key': plain } = headers;
  delete headers.authorization;
  delete headers['x-api-key'];
  if (authorization !== undefined) return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  return typeof plain === 'string' ? plain : undefined;
}

type Pace = Awaited<ReturnType<ReturnType<App['createRateLimit']>>>;

function keepPace(pace: Pace, reply: FastifyReply): void {
  if (pace.isAllowed) return;
  reply.headers({
    'ratelimit-limit': pace.max,
    'ratelimit-remaining': pace.remaining,
    'ratelimit-reset': pace.ttlInSeconds,
  });
  if (!pace.isExceeded) return;
  throw new Problem('too_many_requests', `More than ${pace.max} requests in a minute.`, {
    retryAfterSeconds: Math.max(1, pace.ttlInSeconds),
  });
}

function unauthorized(presented: boolean): Problem {
  return new Problem(
    'unauthorized',
    presented ? 'The API key is not known.' : 'There is no API key in the request.',
  );
}
