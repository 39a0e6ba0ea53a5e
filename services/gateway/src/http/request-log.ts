import type { App } from './type-provider.ts';

/** One line for each request, once it is answered. */
export function logRequests(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      method: request.method,
      // The route, not the path as it came: that may be long, and hold anything.
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    const log = () => request.log.info(line, 'request answered');
    if (request.span) request.span.within(log);
    else log();
  });
}
