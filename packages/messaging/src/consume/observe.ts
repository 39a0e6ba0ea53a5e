import { type HalftoneEvent, InvalidEventError, STREAM } from '@halftone/contracts';
import { inSpan, isTracing, type SpanOptions, type TraceContext } from '@halftone/telemetry';
import { ImpossibleEventsError, RetryLater } from '../errors.ts';
import { metrics, type ProcessError } from '../metrics.ts';

/** What operators see of the handling of events: metrics, and spans where traces are collected. */

/** @param deliveries the number of the delivery, of each event that came in */
export function noteDeliveries(consumer: string, deliveries: readonly number[]): void {
  metrics.consumed.add({ messaging_consumer_group_name: consumer }, deliveries.length);
  const again = deliveries.filter((delivery) => delivery > 1).length;
  if (again > 0) metrics.redelivered.add({ consumer }, again);
}

/** Begins to measure how long an event, or a batch of them, is in hand. */
export function measureProcessing(consumer: string): (error: ProcessError) => void {
  const began = performance.now();
  return (error) =>
    metrics.processed.observe(
      { messaging_consumer_group_name: consumer, error_type: error },
      (performance.now() - began) / 1000,
    );
}

export function processErrorOf(error: unknown): ProcessError {
  if (error instanceof RetryLater) return 'retry_later';
  return error instanceof ImpossibleEventsError || error instanceof InvalidEventError
    ? 'dead_letter'
    : 'failed';
}

/** Handles an event as a part of the trace that it came with. */
export function handleInTrace(
  consumer: string,
  event: HalftoneEvent,
  handle: () => Promise<void>,
): Promise<void> {
  if (!isTracing()) return handle();
  const options = {
    ...spanOf(consumer, { 'messaging.destination.name': event.name }),
    parent: traceOf(event),
  };
  return withSpan(`process ${event.name}`, options, handle);
}

/** Handles a batch as a trace of its own, with links to those that its events came with. */
export function handleBatchInTrace(
  consumer: string,
  events: readonly HalftoneEvent[],
  handle: () => Promise<void>,
): Promise<void> {
  if (!isTracing()) return handle();
  const links = events.map(traceOf).filter(({ traceparent }) => traceparent !== undefined);
  const options = {
    ...spanOf(consumer, { 'messaging.batch.message_count': events.length }),
    parent: null,
    links: links.slice(0, MOST_LINKS),
  };
  return withSpan('process batch', options, handle);
}

/** As many as OpenTelemetry keeps by default. */
const MOST_LINKS = 128;

/** Where an event says that its trace goes on; nowhere, for one of a publisher without tracing. */
export const traceOf = ({ traceparent, tracestate }: HalftoneEvent): TraceContext => ({
  ...(traceparent && { traceparent }),
  ...(tracestate && { tracestate }),
});

function spanOf(consumer: string, attributes: NonNullable<SpanOptions['attributes']>): SpanOptions {
  return {
    kind: 'consumer',
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': consumer,
      'messaging.nats.stream': STREAM.name,
      ...attributes,
    },
  };
}

/** To be asked to come back later is no failure of the work. */
async function withSpan(name: string, options: SpanOptions, handle: () => Promise<void>): Promise<void> {
  let later: RetryLater | undefined;
  await inSpan(name, options, async (span) => {
    try {
      await handle();
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
      later = error;
      span.set({ 'halftone.retry_in_ms': error.delayMs, 'halftone.retry_reason': error.message });
    }
  });
  if (later) throw later;
}
