import { EVENT_NAMES, LANES } from '@halftone/contracts';
import { instrumentsOf, type MetricTable } from '@halftone/telemetry';

export const TRACKER_METRICS = {
  projected: {
    type: 'counter',
    name: 'halftone_events_projected_total',
    help: 'Events that were projected into the read model, by type; an event that comes again counts again.',
    labels: { event: EVENT_NAMES },
    fromZero: true,
  },
  batchEvents: {
    type: 'histogram',
    name: 'halftone_projection_batch_events',
    help: 'Events that were projected in one transaction.',
    buckets: [1, 5, 20, 100, 250, 500, 1000, 5000],
  },
  delay: {
    type: 'histogram',
    name: 'halftone_projection_delay_seconds',
    help: 'From the publication of an event to its projection; of each batch, that of its oldest event.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600],
  },
  lag: {
    type: 'gauge',
    name: 'halftone_projection_lag_seconds',
    help: 'How far the read model is behind the log: the age of the oldest event that is not projected; 0 when all are.',
  },
  completed: {
    type: 'counter',
    name: 'halftone_requests_completed_total',
    help: 'Requests that this tracker declared complete, by outcome.',
    labels: { outcome: ['succeeded', 'partial', 'failed'] },
    fromZero: true,
  },
  running: {
    type: 'gauge',
    name: 'halftone_requests_running',
    help: 'Requests that are accepted and neither complete nor cancelled, by lane.',
    labels: { lane: LANES },
  },
  oldestRunning: {
    type: 'gauge',
    name: 'halftone_requests_running_oldest_age_seconds',
    help: 'How long ago the oldest running request was accepted; 0 when there is none.',
  },
} as const satisfies MetricTable;

export const metrics = instrumentsOf(TRACKER_METRICS);
