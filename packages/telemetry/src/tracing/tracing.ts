import type { OpenSpan, Span, SpanOptions, TraceContext, TraceFields, Tracer } from './span.ts';

/**
 * Traces, where somebody collects them. The rest of the code names what it does by {@link inSpan}; as long as tracing is off
 * that is a call of the work and nothing else, and OpenTelemetry's SDK is not loaded.
 */

/** Those of the service whose names begin with OTEL_. */
export type TracingSettings = { OTEL_EXPORTER_OTLP_ENDPOINT?: string; OTEL_SDK_DISABLED?: boolean };

const NOWHERE: TraceContext = {};
const NO_SPAN: OpenSpan = {
  set() {},
  fail() {},
  context: () => NOWHERE,
  within: (work) => work(),
  end() {},
};

let tracer: Tracer | undefined;

/**
 * Turns tracing on if there is an endpoint to send traces to. Disposing of it sends what is left, in a bounded time.
 * @param service whose spans they are
 */
export async function startTracing(service: string, settings: TracingSettings): Promise<AsyncDisposable> {
  if (settings.OTEL_EXPORTER_OTLP_ENDPOINT && !settings.OTEL_SDK_DISABLED) {
    const { createTracer } = await import('./opentelemetry.ts');
    const standard = Object.entries(settings).filter(([name]) => name.startsWith('OTEL_'));
    tracer = await createTracer(service, Object.fromEntries(standard));
  }
  return {
    async [Symbol.asyncDispose]() {
      await tracer?.shutdown();
      tracer = undefined;
    },
  };
}

/** Does a piece of work as a span, which ends with it. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => T): T {
  if (!tracer) return work(NO_SPAN);
  const span = tracer.begin(name, options);
  const failed = (error: unknown): never => {
    span.fail(error);
    span.end();
    throw error;
  };
  let result: T;
  try {
    result = span.within(() => work(span));
  } catch (error) {
    return failed(error);
  }
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  const ended = result.then((value) => {
    span.end();
    return value;
  }, failed);
  return ended as T;
}

/** Begins a span whose end is somewhere else in the code. */
export const beginSpan = (name: string, options: SpanOptions): OpenSpan =>
  tracer ? tracer.begin(name, options) : NO_SPAN;

/** Whether traces are collected. */
export const isTracing = () => tracer !== undefined;

/** Where the trace is now; empty when there is none. */
export const currentTrace = (): TraceContext => tracer?.current() ?? NOWHERE;

/** What a log line says of the trace that it belongs to; an object of the caller's own. */
export const traceFields = (): TraceFields => tracer?.logFields() ?? {};
