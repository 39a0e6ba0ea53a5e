import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { originForTest } from '@halftone/local-stack/testing';

/** A span, as a collector gets it. */
export type CollectedSpan = {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  links?: { traceId: string; spanId: string }[];
};

export type Collector = AsyncDisposable & {
  /** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
  endpoint: string;
  spans: CollectedSpan[];
};

type ExportRequest = {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Omit<CollectedSpan, 'service'>[] }[];
  }[];
};

/**
 * What takes traces by OTLP over HTTP in JSON
 * (https://opentelemetry.io/docs/specs/otlp/#otlphttp-request).
 */
export async function collectorForTest(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const { resourceSpans } = (await json(request)) as ExportRequest;
    for (const { resource, scopeSpans } of resourceSpans) {
      const name = resource.attributes.find(({ key }) => key === 'service.name');
      const service = name?.value.stringValue ?? '';
      spans.push(...scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ service, ...span }))));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  const server = await originForTest({ '/v1/traces': take });
  return { endpoint: server.url, spans, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** How often each path from the root of a trace to a span occurs: the tree, with equal branches counted. */
export function pathsIn(spans: readonly CollectedSpan[]): Record<string, number> {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const pathOf = (span: CollectedSpan): string => {
    const parent = span.parentSpanId ? byId.get(span.parentSpanId) : undefined;
    const own = `${span.service.replace('halftone-', '')}: ${span.name}`;
    return parent ? `${pathOf(parent)} > ${own}` : own;
  };
  return spans.map(pathOf).reduce<Record<string, number>>((counts, path) => {
    counts[path] = (counts[path] ?? 0) + 1;
    return counts;
  }, {});
}
