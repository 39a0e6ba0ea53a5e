import type { Timing } from './timing.ts';

/** When an operator is called, and for what. docs/alerts.md is generated from this, as are the rules. */
export type Alert = {
  name: string;
  /** `critical` wants somebody now, `warning` on the next working day. */
  severity: 'critical' | 'warning';
  expr: (time: Timing) => string;
  /** How long it has to hold, in minutes. */
  forMinutes: number;
  /** One line, with labels as Prometheus's templates have them. */
  summary: string;
  means: string;
  whatToDo: string;
};

const SERVICES = ['gateway', 'ingest', 'imager', 'tracker', 'notifier'];
const IMAGES = 'consumer=~"imager-(express|bulk)"';
const CRASHES = 'reason=~"crashed|timeout|invalid_answer|not_started"';

export const ALERTS: readonly Alert[] = [
  {
    name: 'HalftoneServiceAbsent',
    severity: 'critical',
    expr: () =>
      SERVICES.map((job) => `label_replace(absent(up{job="${job}"} == 1), "job", "${job}", "", "")`).join(
        ' or ',
      ),
    forMinutes: 2,
    summary: 'No {{ $labels.job }} is running',
    means:
      'No instance of the service answers at /metrics. Nothing is lost: its events wait in the log. Without a gateway, clients are refused.',
    whatToDo:
      'Look at why it ended: the last lines of its log say it, and exit code 78 means a wrong setting. Start it again; it goes on where it stopped.',
  },
  {
    name: 'HalftoneNoProgress',
    severity: 'critical',
    expr: ({ minutes }) =>
      `sum(halftone:consumer_backlog{${IMAGES}}) > 0 unless sum(increase(halftone_images_total[${minutes(10)}])) > 0`,
    forMinutes: 5,
    summary: '{{ $value }} images wait, and none has ended for ten minutes',
    means: 'There is work for the imagers, and they finish nothing, neither as compressed nor as failed.',
    whatToDo:
      'Is an imager running (HalftoneServiceAbsent), is the object store there (HalftoneObjectStoreAway)? `halftone_images_in_hand` tells whether they have taken images, `halftone_imager_cores_in_use` whether they encode. An imager that holds images and does nothing: restart it, and its images go to another one.',
  },
  {
    name: 'HalftoneConsumerLag',
    severity: 'warning',
    expr: ({ seconds }) =>
      `halftone:consumer_oldest_event_age_seconds{consumer=~"ingest|imager-express|imager-deletions"} > ${seconds(600)}`,
    forMinutes: 5,
    summary: '{{ $labels.consumer }} is {{ $value | humanizeDuration }} behind',
    means:
      'Events wait for longer than they should. The bulk lane is not watched for this: a large request may wait there for hours by design.',
    whatToDo:
      'More of the service that the consumer is named after: [scaling.md](scaling.md). If it is idle in spite of the backlog, look at its log for what it waits for.',
  },
  {
    name: 'HalftoneProjectionLag',
    severity: 'warning',
    expr: ({ seconds }) => `halftone:projection_lag_seconds > ${seconds(60)}`,
    forMinutes: 2,
    summary: 'What clients see is {{ $value | humanizeDuration }} old',
    means:
      'The read model is behind the log: status and lists are old, and requests are declared complete late. Images go on.',
    whatToDo:
      'Is a tracker running, and PostgreSQL (HalftoneDependencyAway)? If it is just busy, a second tracker helps, or a larger PROJECTION_BATCH; look at the database for long transactions.',
  },
  {
    name: 'HalftoneImageFailures',
    severity: 'warning',
    expr: ({ minutes }) =>
      `halftone:image_failures:ratio15m > 0.2 and on (reason) sum by (reason) (increase(halftone_image_failures_total[${minutes(15)}])) >= 20`,
    forMinutes: 5,
    summary: '{{ $value | humanizePercentage }} of the images fail: {{ $labels.reason }}',
    means:
      'More than a fifth of all images fail for the same reason. Often it is one large catalogue with wrong URLs; sometimes it is us.',
    whatToDo:
      'Whose images are they? `GET /v1/requests` with the failures of the newest requests says it. `dns_failed`, `connection_failed` and `timeout` for many hosts mean our own network; `blocked_address` a missing OUTBOUND_ALLOW; `crashed` the codec (HalftoneCodecCrashes). What has failed can be retried: `POST /v1/requests/ID/retry`.',
  },
  {
    name: 'HalftoneCodecCrashes',
    severity: 'warning',
    expr: ({ minutes }) =>
      `sum by (reason) (increase(halftone_codec_process_replacements_total{${CRASHES}}[${minutes(15)}])) > 5`,
    forMinutes: 0,
    summary: 'Codec processes do not survive their images: {{ $labels.reason }}',
    means:
      'Processes that decode images end, or have to be ended, with an image in hand. Each such image is tried five times, then fails as `crashed`; nothing else is affected.',
    whatToDo:
      'The log lines `image` with the code `crashed` name the images. `timeout`: too little processor time, or an image that takes very long (ENCODE_TIMEOUT_MS). `crashed` by SIGKILL: the kernel ended it, so give the container more memory or lower ENCODE_CONCURRENCY. Otherwise it is an image that crashes the decoder: keep it, and report it.',
  },
  {
    name: 'HalftoneObjectStoreAway',
    severity: 'critical',
    expr: () => 'min by (job) (halftone_dependency_up{dependency="objectStore"}) == 0',
    forMinutes: 2,
    summary: 'The object store cannot be used by {{ $labels.job }}',
    means:
      'The outputs bucket does not answer, or refuses the key. Images that are compressed wait in the imagers, all others in the log; nothing is lost.',
    whatToDo:
      'Check the store, its disk, the bucket, and the key (S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY). Once it answers, work goes on by itself.',
  },
  {
    name: 'HalftoneDependencyAway',
    severity: 'critical',
    expr: () => 'min by (job, dependency) (halftone_dependency_up{dependency!="objectStore"}) == 0',
    forMinutes: 2,
    summary: '{{ $labels.job }} cannot use {{ $labels.dependency }}',
    means:
      '`nats`: the log does not answer, so uploads are refused. `postgres`: status is refused, uploads go on. `consumer`: nothing has been done for too long with events in hand.',
    whatToDo:
      'For a store: is it running, is its disk full, has its password changed? The services reconnect by themselves: [operations.md](operations.md#the-disk-is-full). For `consumer`: the log of the service names the events; restart it, and others take them over.',
  },
  {
    name: 'HalftoneDeadLetters',
    severity: 'warning',
    expr: () => 'max(halftone_dead_letters) > 0',
    forMinutes: 0,
    summary: '{{ $value }} events are among the dead letters',
    means:
      'Events that could not be handled wait for a person. A request may not complete until they are dealt with.',
    whatToDo:
      '`npm run dead-letters -- list`: [operations.md](operations.md#dead-letters). The alert ends when none is left.',
  },
  {
    name: 'HalftoneWebhookBacklog',
    severity: 'warning',
    expr: ({ seconds }) => `halftone:webhooks_oldest_age_seconds > ${seconds(1800)}`,
    forMinutes: 5,
    summary: 'A webhook has been waiting for {{ $value | humanizeDuration }}',
    means:
      'At least one receiver has not confirmed a webhook for half an hour, which is three attempts. They go on for about three days.',
    whatToDo:
      'The log lines `webhook attempted` with the outcome `retrying` name the receiver and its answer. If all receivers fail, it is our network or a notifier that is not running; if one does, tell its owner.',
  },
  {
    name: 'HalftoneWebhooksGivenUp',
    severity: 'warning',
    expr: ({ minutes }) =>
      `sum by (outcome) (increase(halftone_webhook_attempts_total{outcome=~"exhausted|rejected"}[${minutes(60)}])) > 0`,
    forMinutes: 0,
    summary: 'Webhooks were given up: {{ $labels.outcome }}',
    means:
      '`exhausted`: the receiver did not confirm in any attempt. `rejected`: it answered 410, its address is refused by us, or its endpoint was disabled or removed meanwhile. It will not be told by itself.',
    whatToDo:
      'Tell the receiver’s owner, and ask for a redelivery once it works: [webhooks.md](webhooks.md).',
  },
  {
    name: 'HalftoneLogNearlyFull',
    severity: 'warning',
    expr: () => 'max(halftone_log_used_ratio) > 0.85',
    forMinutes: 5,
    summary: '{{ $value | humanizePercentage }} of the log is used',
    means:
      'The log has a limit (STREAM_MAX_BYTES) and comes near to it. A full log refuses uploads; it never drops events.',
    whatToDo:
      'Delete old requests, or raise the limit of the stream: [operations.md](operations.md#a-full-log).',
  },
  {
    name: 'HalftoneLogFull',
    severity: 'critical',
    expr: () => 'max(halftone_log_full) == 1',
    forMinutes: 0,
    summary: 'The log is full: uploads are refused',
    means:
      'The log takes no new work. What is accepted goes on as far as it needs no new events, then waits.',
    whatToDo:
      'As for HalftoneLogNearlyFull, now: [operations.md](operations.md#a-full-log). Deleting requests works also while it is full.',
  },
  {
    name: 'HalftoneApiErrors',
    severity: 'critical',
    expr: () => 'halftone:http_errors:ratio5m > 0.05',
    forMinutes: 5,
    summary: '{{ $value | humanizePercentage }} of the API’s answers are errors of ours',
    means: 'More than a twentieth of the requests to the gateways are answered with a 5xx status.',
    whatToDo:
      'By route and status: `sum by (http_route, http_response_status_code) (rate(http_server_request_duration_seconds_count[5m]))`. 503 means that the log or the database is away; 500 is a bug: the log of the gateway has the error.',
  },
];
