import { EXAMPLES } from '../examples.ts';
import { reasonOf } from '../reasons.ts';
import type { WebhookBody, WebhookName } from './bodies.ts';

const timestamp = '2026-11-20T09:00:00.000Z';
const PUBLIC_URL = 'https://halftone.example';

const { requestId, outcome, counts, bytes, durationMs } = EXAMPLES['request.completed'];
const { images, compressed, failed } = counts;
const outputCsvUrl = `${PUBLIC_URL}/api/download/${requestId}`;
const status = 'completed';

type Example<N extends WebhookName> = WebhookBody<N> & Record<string, unknown>;

/** An example of each body, about the request of the examples of events: what the notifier makes of them. */
export const WEBHOOK_EXAMPLES: { [N in WebhookName]: Example<N> } = {
  'request.completed': {
    type: 'request.completed',
    timestamp,
    schemaVersion: 1,
    data: { requestId, status, outcome, counts, bytes, durationMs, outputCsvUrl },
    requestId,
    request_id: requestId,
    status,
    outputCsvUrl,
  },
  'request.failed_images': {
    type: 'request.failed_images',
    timestamp,
    schemaVersion: 1,
    data: {
      requestId,
      outcome,
      counts,
      failures: [
        {
          imageId: EXAMPLES['image.failed'].imageId,
          url: 'https://shop.example/images/gone.jpg',
          reason: reasonOf('unsupported_format', 'The server sent a HEIC image.'),
        },
      ],
      failuresOmitted: 0,
      failedCsvUrl: `${PUBLIC_URL}/v1/requests/${requestId}/failed.csv`,
    },
  },
  'request.progress': {
    type: 'request.progress',
    timestamp,
    schemaVersion: 1,
    data: {
      requestId,
      status: 'processing',
      progress: 50,
      counts: { images, compressed, failed: failed - 1 },
    },
  },
  'webhook.test': {
    type: 'webhook.test',
    timestamp,
    schemaVersion: 1,
    data: { message: 'This is a test of this receiver. Nothing has happened.' },
  },
};
