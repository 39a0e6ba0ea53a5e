import type { App } from './type-provider.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling: the name of the key, or `public` where no keys are configured. */
    tenant: string;
  }
}

/** Whose requests they are where no keys are configured. */
export const PUBLIC_TENANT = 'public';

/** Tells who is calling, as `request.tenant`. */
export function authenticate(app: App): void {
  app.decorateRequest('tenant', PUBLIC_TENANT);
}
