import { instrumentsOf, type MetricTable } from '@halftone/telemetry';

export const RUNTIME_METRICS = {
  dependencyUp: {
    type: 'gauge',
    name: 'halftone_dependency_up',
    help: 'Whether what the service needs can be used, as /readyz says: 1 or 0. `consumer` is 0 when nothing is done with what is in hand.',
    labels: { dependency: { of: 'nats, postgres, objectStore or consumer', atMost: 8 } },
  },
} as const satisfies MetricTable;

export const metrics = instrumentsOf(RUNTIME_METRICS);
