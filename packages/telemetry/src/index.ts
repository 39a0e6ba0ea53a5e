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
export {
  type Attributes,
  beginSpan,
  currentTrace,
  inSpan,
  isTracing,
  type OpenSpan,
  type Span,
  type SpanOptions,
  startTracing,
  type TraceContext,
  type TraceFields,
  type TracingSettings,
  traceFields,
} from './tracing/tracing.ts';
