import { DURABLES, LANES } from '@halftone/contracts';
import { instrumentsOf, type MetricTable } from '@halftone/telemetry';

const consumer = Object.values(DURABLES).flatMap((durables) => Object.keys(durables));

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * What the gateway sees: its clients, and the log as a whole. It consumes nothing itself, so what it says of the consumers is
 * said also while their services are away; several gateways say the same.
 */
export const GATEWAY_METRICS = {
  httpDuration: {
    type: 'histogram',
    name: 'http_server_request_duration_seconds',
    help: 'How long requests took until they were answered, by method, route and status.',
    labels: {
      http_request_method: [...METHODS, 'other'],
      http_route: { of: 'a route of the API as the OpenAPI document has it, or `unmatched`', atMost: 80 },
      http_response_status_code: { of: 'an HTTP status', atMost: 40 },
    },
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10],
    atMost: 500,
  },
  httpActive: {
    type: 'gauge',
    name: 'http_server_active_requests',
    help: 'Requests that are being answered, event streams among them.',
  },
  accepted: {
    type: 'counter',
    name: 'halftone_requests_accepted_total',
    help: 'Requests that were accepted, by lane.',
    labels: { lane: LANES },
    fromZero: true,
  },
  acceptedImages: {
    type: 'counter',
    name: 'halftone_images_accepted_total',
    help: 'Unique images of the requests that were accepted, by lane.',
    labels: { lane: LANES },
    fromZero: true,
  },
  rejected: {
    type: 'counter',
    name: 'halftone_requests_rejected_total',
    help: 'Catalogues that were refused, by the code of the problem.',
    labels: { reason: { of: 'the code of a problem', atMost: 80 } },
  },
  pending: {
    type: 'gauge',
    name: 'halftone_consumer_pending_events',
    help: 'Events that a consumer has not been given yet.',
    labels: { consumer },
  },
  unacknowledged: {
    type: 'gauge',
    name: 'halftone_consumer_unacknowledged_events',
    help: 'Events that a consumer has been given and has not finished: those in hand, and those that wait for a retry.',
    labels: { consumer },
  },
  oldestAge: {
    type: 'gauge',
    name: 'halftone_consumer_oldest_event_age_seconds',
    help: 'How long ago the oldest event was published that a consumer has not finished; 0 when there is none.',
    labels: { consumer },
  },
  logEvents: { type: 'gauge', name: 'halftone_log_events', help: 'Events in the log.' },
  logBytes: { type: 'gauge', name: 'halftone_log_bytes', help: 'Bytes of the log.' },
  logUsed: {
    type: 'gauge',
    name: 'halftone_log_used_ratio',
    help: 'The share of the limit of the log that is used, from 0 to 1: of its bytes or events, whichever is larger; 0 where it has no limit of its own.',
  },
  logFull: {
    type: 'gauge',
    name: 'halftone_log_full',
    help: 'Whether the log is known to take no new work: 1 or 0.',
  },
  deadLetters: {
    type: 'gauge',
    name: 'halftone_dead_letters',
    help: 'Events among the dead letters, for an operator to look at.',
  },
} as const satisfies MetricTable;

export const metrics = instrumentsOf(GATEWAY_METRICS);
