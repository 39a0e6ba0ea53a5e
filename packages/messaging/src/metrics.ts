import { DURABLES, EVENT_NAMES } from '@halftone/contracts';
import { instrumentsOf, type MetricTable } from '@halftone/telemetry';

/** The durable consumers of all services: each knows of its own, the gateway of all. */
const CONSUMERS = Object.values(DURABLES).flatMap((durables) => Object.keys(durables));

/** Why an event did not get into the log. */
export const PUBLISH_ERRORS = ['', 'full', 'unreachable', 'not_permitted', 'refused', 'invalid'] as const;
export type PublishError = (typeof PUBLISH_ERRORS)[number];

/** What became of an event in hand, where it was not acknowledged. */
export const PROCESS_ERRORS = ['', 'retry_later', 'failed', 'dead_letter', 'stopping'] as const;
export type ProcessError = (typeof PROCESS_ERRORS)[number];

/**
 * What a service sees of the log. Names and labels are those of OpenTelemetry's conventions for messaging
 * (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/); a destination is a type of event.
 */
export const MESSAGING_METRICS = {
  sent: {
    type: 'counter',
    name: 'messaging_client_sent_messages_total',
    help: 'Events published, by type; error_type says why one was not, and is empty for what the log confirmed.',
    labels: { messaging_destination_name: EVENT_NAMES, error_type: PUBLISH_ERRORS },
  },
  consumed: {
    type: 'counter',
    name: 'messaging_client_consumed_messages_total',
    help: 'Deliveries of events that came in, by consumer, redeliveries among them.',
    labels: { messaging_consumer_group_name: CONSUMERS },
  },
  redelivered: {
    type: 'counter',
    name: 'halftone_events_redelivered_total',
    help: 'Deliveries of events that had been delivered before, by consumer.',
    labels: { consumer: CONSUMERS },
  },
  processed: {
    type: 'histogram',
    name: 'messaging_process_duration_seconds',
    help: 'How long a service had an event in hand, or a batch of them; error_type is empty for what was acknowledged.',
    labels: { messaging_consumer_group_name: CONSUMERS, error_type: PROCESS_ERRORS },
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10, 30, 120],
  },
  deadLetters: {
    type: 'counter',
    name: 'halftone_events_dead_lettered_total',
    help: 'Events that could not be handled and were moved to the dead letters, by consumer.',
    labels: { consumer: CONSUMERS },
  },
} as const satisfies MetricTable;

export const metrics = instrumentsOf(MESSAGING_METRICS);

/** Has the series of a consumer there from its start, so that their first increase is seen as one. */
export function startSeriesOf(consumer: string): void {
  metrics.consumed.add({ messaging_consumer_group_name: consumer }, 0);
  metrics.redelivered.add({ consumer }, 0);
  metrics.deadLetters.add({ consumer }, 0);
}
