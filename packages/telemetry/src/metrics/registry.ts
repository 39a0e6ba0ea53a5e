import { collectDefaultMetrics, Registry } from 'prom-client';

/** All metrics of the process. */
export const registry = new Registry();

/** Ten times a second is enough to see what blocks the event loop, and costs nothing that can be measured. */
const EVENT_LOOP_PRECISION_MS = 100;

let isMeasured = false;

/** Measures the process itself as well: processor time, memory, event loop, garbage collection. */
export function measureProcess(): void {
  if (isMeasured) return;
  isMeasured = true;
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });
}

/** The metrics in Prometheus's text format (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export async function exposition(): Promise<{ contentType: string; body: string }> {
  return { contentType: registry.contentType, body: await registry.metrics() };
}
