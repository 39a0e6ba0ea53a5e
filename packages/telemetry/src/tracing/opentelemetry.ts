import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  isSpanContextValid,
  type Link,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { OpenSpan, SpanOptions, TraceContext, Tracer } from './span.ts';

/** Loaded only where traces are collected. */

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** A service that stops does not wait longer for a collector. */
const SHUTDOWN_TIMEOUT_MS = 2000;

const propagator = new W3CTraceContextPropagator();

/**
 * @param service the name of the service, unless OTEL_SERVICE_NAME has another
 * @param settings the OTEL_ variables that the service has read, which may have come from files
 */
export async function createTracer(service: string, settings: Record<string, unknown>): Promise<Tracer> {
  // The libraries read them, and others that the service does not know, where they expect them.
  for (const [name, value] of Object.entries(settings)) process.env[name] = String(value);
  const contexts = new AsyncLocalStorageContextManager().enable();
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': service, 'service.namespace': 'halftone' }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(await exporterFor(process.env))],
  });
  const otel = provider.getTracer('halftone');
  return {
    begin(name, options) {
      const parent = options.parent === undefined ? contexts.active() : contextOf(options.parent);
      const span = otel.startSpan(name, startOf(options), parent);
      return openSpan(span, trace.setSpan(parent, span), contexts);
    },
    current: () => carrierOf(contexts.active()),
    logFields() {
      const span = trace.getSpanContext(contexts.active());
      if (!span || !isSpanContextValid(span)) return {};
      const flags = span.traceFlags.toString(16).padStart(2, '0');
      return { trace_id: span.traceId, span_id: span.spanId, trace_flags: flags };
    },
    async shutdown() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, SHUTDOWN_TIMEOUT_MS);
      await Promise.race([provider.shutdown().catch(() => {}), late.promise]);
      clearTimeout(timer);
      contexts.disable();
    },
  };
}

/** By the protocol that the standard variables ask for; without them, protobuf. */
async function exporterFor(env: NodeJS.ProcessEnv): Promise<SpanExporter> {
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL;
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

function startOf({ kind, attributes = {}, links = [] }: SpanOptions) {
  return {
    attributes,
    kind: kind ? KINDS[kind] : SpanKind.INTERNAL,
    links: links.flatMap((carrier): Link[] => {
      const context = trace.getSpanContext(contextOf(carrier));
      return context ? [{ context }] : [];
    }),
  };
}

const contextOf = (carrier: TraceContext | null): Context =>
  carrier ? propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter) : ROOT_CONTEXT;

function carrierOf(context: Context): TraceContext {
  const carrier: TraceContext = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier;
}

function openSpan(span: OtelSpan, context: Context, contexts: AsyncLocalStorageContextManager): OpenSpan {
  return {
    set: (attributes) => void span.setAttributes(attributes),
    fail(why) {
      const { name, message } = why instanceof Error ? why : { name: 'Error', message: String(why) };
      span.setAttribute('error.type', name);
      span.setStatus({ code: SpanStatusCode.ERROR, message });
    },
    context: () => carrierOf(context),
    within: (work) => contexts.with(context, work),
    end: () => span.end(),
  };
}
