/** What the code says about its traces, whoever collects them. */

/** Where a trace goes on, as W3C trace context has it (https://www.w3.org/TR/trace-context/). */
export type TraceContext = { traceparent?: string; tracestate?: string };

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export type SpanOptions = {
  /** What OpenTelemetry calls the span's kind; `internal` if left out. */
  kind?: 'server' | 'client' | 'producer' | 'consumer';
  attributes?: Attributes;
  /** What it goes on from, where that is not the current span: what came with a message, or null for nothing at all. */
  parent?: TraceContext | null;
  /** What it has to do with beside its parent. */
  links?: readonly TraceContext[];
};

/** A piece of work while it goes on. */
export type Span = {
  set(attributes: Attributes): void;
  /** The work has failed; thrown errors are noted without it. */
  fail(why: unknown): void;
  /** For whoever goes on from here; empty when tracing is off. */
  context(): TraceContext;
};

/** A span that ends when somebody says so. */
export type OpenSpan = Span & {
  /** Does something as a part of it. */
  within<T>(work: () => T): T;
  end(): void;
};

/** What makes spans. */
export type Tracer = {
  begin(name: string, options: SpanOptions): OpenSpan;
  current(): TraceContext;
  logFields(): TraceFields;
  shutdown(): Promise<void>;
};

/** As OpenTelemetry names them in logs that are no OTLP: https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/ */
export type TraceFields = { trace_id?: string; span_id?: string; trace_flags?: string };
