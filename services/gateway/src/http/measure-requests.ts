import { finished } from 'node:stream';
import { beginSpan, type OpenSpan } from '@halftone/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { METHODS, metrics } from '../metrics.ts';
import type { App } from './type-provider.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is done for it, where traces are collected. */
    span: OpenSpan | null;
  }
}

/** Asked every few seconds, and no work for anybody. */
const PROBES = /^\/(healthz|readyz)$/;

/** The route, not the path as it came, which may hold anything. */
const routeOf = (request: FastifyRequest) => request.routeOptions.url ?? 'unmatched';

/**
 * Measures every request, and traces it from where its client's trace goes on. To be registered before everything that is to
 * count as a part of it.
 */
export function measureRequests(app: App): void {
  app.decorateRequest('span', null);
  app.addHook('onRequest', (request, reply, done) => {
    metrics.httpActive.add({});
    const span = PROBES.test(routeOf(request)) ? null : spanOf(request);
    // Also when the client goes away before the end, of which Fastify's own hook is not told.
    finished(reply.raw, () => ended(request, reply, span));
    request.span = span;
    if (span) span.within(done);
    else done();
  });
}

function ended(request: FastifyRequest, reply: FastifyReply, span: OpenSpan | null): void {
  const { method } = request;
  const { statusCode } = reply;
  metrics.httpActive.add({}, -1);
  metrics.httpDuration.observe(
    {
      http_request_method: METHODS.find((known) => known === method) ?? 'other',
      http_route: routeOf(request),
      http_response_status_code: String(statusCode),
    },
    reply.elapsedTime / 1000,
  );
  span?.set({ 'http.response.status_code': statusCode });
  if (statusCode >= 500) span?.fail(`HTTP ${statusCode}`);
  span?.end();
}

/** As OpenTelemetry's conventions have it: https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
function spanOf(request: FastifyRequest): OpenSpan {
  const { method, headers } = request;
  const { traceparent, tracestate } = headers;
  const route = routeOf(request);
  return beginSpan(`${method} ${route}`, {
    kind: 'server',
    attributes: { 'http.request.method': method, 'http.route': route, 'url.scheme': request.protocol },
    parent: {
      ...(typeof traceparent === 'string' && { traceparent }),
      ...(typeof tracestate === 'string' && { tracestate }),
    },
  });
}
