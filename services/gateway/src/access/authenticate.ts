import type { IncomingHttpHeaders } from 'node:http';
import type { App } from '../http/type-provider.ts';
import { Problem } from '../problems/problems.ts';
import type { Keyring } from './keyring.ts';
import { createPaces, type RateLimits, registerRateLimits } from './rate-limits.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling: the name of the key, or `public` where no keys are configured. */
    tenant: string;
  }
}

/** Whose requests they are where no keys are configured. */
export const PUBLIC_TENANT = 'public';

export type AuthenticateOptions = RateLimits & {
  /** Null lets anyone in. */
  keys: Keyring | null;
};

/** For whoever runs the gateway, who must be answered however many others ask. */
const PROBES = /^\/(healthz|readyz)$/;
/** What says nothing about anybody's requests; by the route, which no spelling of a path changes. */
const DOCUMENTS = /^\/(openapi\.json|asyncapi\.json|docs(\/.*)?)$/;
/** The console's page, which asks for a key itself, and its files. */
const CONSOLE = /^\/(assets\/\*|requests|requests\/\*|webhooks|system)?$/;

/** Identifies who is calling, as `request.tenant`, and refuses who may not call, or calls too often. */
export function authenticate(app: App, { keys, ...limits }: AuthenticateOptions): void {
  app.decorateRequest('tenant', PUBLIC_TENANT);
  registerRateLimits(app);
  app.after(() => {
    const paces = createPaces(app, { keys, ...limits });
    app.addHook('onRequest', async (request, reply) => {
      const key = takeKey(request.raw.headers);
      const { url: route = '' } = request.routeOptions;
      if (PROBES.test(route)) return;
      await paces.ofAddress(request, reply);
      if (request.is404 || DOCUMENTS.test(route) || CONSOLE.test(route)) return;
      if (keys) {
        await paces.ofFailures(request, reply);
        // Nobody's name, until a key says whose.
        request.tenant = keys(key ?? '') ?? '';
      }
      if (request.tenant) return paces.ofKey(request, reply);
      await paces.ofFailure(request, reply);
      throw unauthorized(key !== undefined);
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

function unauthorized(presented: boolean): Problem {
  return new Problem('unauthorized', presented ? 'The API key is unknown.' : 'The request has no API key.');
}
