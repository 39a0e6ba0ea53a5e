import { instrumentsOf, type MetricTable } from '@halftone/telemetry';

const OUTCOMES = ['delivered', 'retrying', 'exhausted', 'rejected'] as const;

/** How many deliveries wait, and since when, the gateway measures: it sees the consumers of all notifiers. */
export const NOTIFIER_METRICS = {
  attempts: {
    type: 'counter',
    name: 'halftone_webhook_attempts_total',
    help: 'Attempts to deliver a webhook, by outcome: `retrying` will be tried again, `exhausted` was the last attempt, `rejected` is refused for good.',
    labels: { outcome: OUTCOMES },
    fromZero: true,
  },
  attemptDuration: {
    type: 'histogram',
    name: 'halftone_webhook_attempt_duration_seconds',
    help: 'How long a receiver took to answer, by outcome.',
    labels: { outcome: OUTCOMES },
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
  },
} as const satisfies MetricTable;

export const metrics = instrumentsOf(NOTIFIER_METRICS);
