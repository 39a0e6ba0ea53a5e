import type { Timing } from './timing.ts';

/** What several panels and alerts ask for. Several gateways say the same of the log, so the largest counts. */
export const RECORDING_RULES: readonly { record: string; expr: (time: Timing) => string }[] = [
  {
    record: 'halftone:consumer_backlog',
    expr: () =>
      'max by (consumer) (halftone_consumer_pending_events) + max by (consumer) (halftone_consumer_unacknowledged_events)',
  },
  {
    record: 'halftone:consumer_oldest_event_age_seconds',
    expr: () => 'max by (consumer) (halftone_consumer_oldest_event_age_seconds)',
  },
  {
    record: 'halftone:projection_lag_seconds',
    expr: () => 'max(halftone_consumer_oldest_event_age_seconds{consumer="tracker"})',
  },
  {
    record: 'halftone:webhooks_pending',
    expr: () => 'sum(halftone:consumer_backlog{consumer=~"notifier-.*"})',
  },
  {
    record: 'halftone:webhooks_oldest_age_seconds',
    expr: () => 'max(halftone:consumer_oldest_event_age_seconds{consumer=~"notifier-.*"})',
  },
  {
    record: 'halftone:images:rate5m',
    expr: ({ minutes }) => `sum by (outcome) (rate(halftone_images_total[${minutes(5)}]))`,
  },
  {
    record: 'halftone:image_failures:ratio15m',
    expr: ({ minutes }) =>
      `sum by (reason) (increase(halftone_image_failures_total[${minutes(15)}])) / ignoring (reason) group_left sum(increase(halftone_images_total[${minutes(15)}]))`,
  },
  {
    record: 'halftone:http_errors:ratio5m',
    expr: ({ minutes }) =>
      `(sum(rate(http_server_request_duration_seconds_count{http_response_status_code=~"5.."}[${minutes(5)}])) or vector(0)) / sum(rate(http_server_request_duration_seconds_count[${minutes(5)}]))`,
  },
];
