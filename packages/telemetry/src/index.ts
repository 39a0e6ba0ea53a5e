export {
  combinationsOf,
  type Declaration,
  isList,
  type LabelsOf,
  type MetricTable,
  mostSeriesOf,
} from './metrics/declaration.ts';
export { type Instruments, instrumentsOf, type Reading } from './metrics/instruments.ts';
export { exposition, measureProcess } from './metrics/registry.ts';
export type {
  Attributes,
  OpenSpan,
  Span,
  SpanOptions,
  TraceContext,
  TraceFields,
} from './tracing/span.ts';
export {
  beginSpan,
  currentTrace,
  inSpan,
  isTracing,
  startTracing,
  type TracingSettings,
  traceFields,
} from './tracing/tracing.ts';
