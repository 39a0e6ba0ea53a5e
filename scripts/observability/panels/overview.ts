import { quantileBy, type Row, rateBy } from './panel.ts';

export const OVERVIEW_PANELS: readonly Row[] = [
  {
    title: 'Work',
    panels: [
      {
        title: 'Requests running',
        unit: 'short',
        queries: [{ expr: () => 'max by (lane) (halftone_requests_running)', legend: '{{lane}}' }],
      },
      {
        title: 'Requests accepted and refused',
        unit: 'ops',
        queries: [
          { expr: rateBy('lane', 'halftone_requests_accepted_total'), legend: 'accepted, {{lane}}' },
          { expr: rateBy('reason', 'halftone_requests_rejected_total'), legend: '{{reason}}' },
        ],
      },
      {
        title: 'Images',
        unit: 'ops',
        queries: [{ expr: () => 'halftone:images:rate5m', legend: '{{outcome}}' }],
      },
      {
        title: 'Images failed, by reason',
        unit: 'ops',
        queries: [{ expr: rateBy('reason', 'halftone_image_failures_total'), legend: '{{reason}}' }],
      },
      {
        title: 'Share of images that fail, by reason',
        about: 'Of the last 15 minutes; the alert HalftoneImageFailures looks at this.',
        unit: 'percentunit',
        max: 1,
        queries: [{ expr: () => 'halftone:image_failures:ratio15m', legend: '{{reason}}' }],
      },
      {
        title: 'Bytes before and after',
        unit: 'Bps',
        queries: [
          { expr: rateBy('', 'halftone_image_source_bytes_total'), legend: 'before' },
          { expr: rateBy('', 'halftone_image_output_bytes_total'), legend: 'after' },
        ],
      },
    ],
  },
  {
    title: 'Backlog',
    panels: [
      {
        title: 'Events that wait or are in hand',
        about: 'Without those of the bulk lane, which may be many by design.',
        unit: 'short',
        queries: [
          { expr: () => 'halftone:consumer_backlog{consumer!="imager-bulk"}', legend: '{{consumer}}' },
        ],
      },
      {
        title: 'Images of the bulk lane that wait or are in hand',
        unit: 'short',
        queries: [{ expr: () => 'halftone:consumer_backlog{consumer="imager-bulk"}', legend: 'images' }],
      },
      {
        title: 'Age of the oldest event that is not finished',
        unit: 's',
        queries: [{ expr: () => 'halftone:consumer_oldest_event_age_seconds', legend: '{{consumer}}' }],
      },
      {
        title: 'Read model behind the log',
        unit: 's',
        queries: [
          { expr: () => 'halftone:projection_lag_seconds', legend: 'oldest event' },
          { expr: quantileBy(0.95, '', 'halftone_projection_delay_seconds'), legend: '95 % of the batches' },
        ],
      },
      {
        title: 'Webhooks',
        unit: 'ops',
        queries: [{ expr: rateBy('outcome', 'halftone_webhook_attempts_total'), legend: '{{outcome}}' }],
      },
      {
        title: 'Webhooks that wait',
        unit: 'short',
        queries: [{ expr: () => 'halftone:webhooks_pending', legend: 'deliveries' }],
      },
    ],
  },
  {
    title: 'The log',
    panels: [
      {
        title: 'Events published',
        unit: 'ops',
        queries: [
          {
            expr: rateBy('messaging_destination_name', 'messaging_client_sent_messages_total{error_type=""}'),
            legend: '{{messaging_destination_name}}',
          },
        ],
      },
      {
        title: 'Deliveries and redeliveries',
        unit: 'ops',
        queries: [
          {
            expr: rateBy('messaging_consumer_group_name', 'messaging_client_consumed_messages_total'),
            legend: '{{messaging_consumer_group_name}}',
          },
          { expr: rateBy('consumer', 'halftone_events_redelivered_total'), legend: 'again: {{consumer}}' },
        ],
      },
      {
        title: 'Size of the log',
        unit: 'bytes',
        queries: [{ expr: () => 'max(halftone_log_bytes)', legend: 'bytes' }],
      },
      {
        title: 'Share of its limit',
        unit: 'percentunit',
        max: 1,
        queries: [
          { expr: () => 'max(halftone_log_used_ratio)', legend: 'used' },
          { expr: () => 'max(halftone_log_full)', legend: 'full' },
        ],
      },
      {
        title: 'Dead letters',
        unit: 'short',
        queries: [
          { expr: () => 'max(halftone_dead_letters)', legend: 'waiting' },
          {
            expr: () => 'sum by (consumer) (halftone_events_dead_lettered_total)',
            legend: '{{consumer}}, since its start',
          },
        ],
      },
      {
        title: 'Events in hand, 95 %',
        unit: 's',
        queries: [
          {
            expr: quantileBy(0.95, 'messaging_consumer_group_name', 'messaging_process_duration_seconds'),
            legend: '{{messaging_consumer_group_name}}',
          },
        ],
      },
    ],
  },
  {
    title: 'API',
    panels: [
      {
        title: 'Requests by route',
        unit: 'reqps',
        queries: [
          {
            expr: rateBy('http_route', 'http_server_request_duration_seconds_count'),
            legend: '{{http_route}}',
          },
        ],
      },
      {
        title: 'Answers by status',
        unit: 'reqps',
        queries: [
          {
            expr: rateBy('http_response_status_code', 'http_server_request_duration_seconds_count'),
            legend: '{{http_response_status_code}}',
          },
        ],
      },
      {
        title: 'Time to the answer, 95 %',
        unit: 's',
        queries: [
          {
            expr: quantileBy(0.95, 'http_route', 'http_server_request_duration_seconds'),
            legend: '{{http_route}}',
          },
        ],
      },
      {
        title: 'Share of errors of ours',
        unit: 'percentunit',
        max: 1,
        queries: [{ expr: () => 'halftone:http_errors:ratio5m', legend: '5xx' }],
      },
      {
        title: 'Requests being answered',
        unit: 'short',
        queries: [{ expr: () => 'sum(http_server_active_requests)', legend: 'requests' }],
      },
    ],
  },
];
