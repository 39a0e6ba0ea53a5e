import type { EventData, HalftoneEvent, WebhookBody } from '@halftone/contracts';

/*
 * The bodies of webhooks. Each derives from events alone, so that every attempt of a delivery, days apart, sends the same
 * bytes.
 */

/** The version of the schema of each body: see the table in the contracts. */
const schemaVersion = 1;

/**
 * The body of a completion. Beside the members of Standard Webhooks (`type`, `timestamp`, `data`) stand those that clients
 * of older systems read at the top level.
 */
export function completedBody(event: HalftoneEvent<'request.completed'>, publicUrl: string): string {
  const { requestId, outcome, counts, bytes, durationMs } = event.data;
  const status = 'completed';
  const outputCsvUrl = `${withoutSlash(publicUrl)}/api/download/${requestId}`;
  return JSON.stringify({
    type: 'request.completed',
    timestamp: event.time,
    schemaVersion,
    data: { requestId, status, outcome, counts, bytes, durationMs, outputCsvUrl },
    requestId,
    request_id: requestId,
    status,
    outputCsvUrl,
  } satisfies WebhookBody<'request.completed'> & Record<string, unknown>);
}

export type Failures = Pick<WebhookBody<'request.failed_images'>['data'], 'failures' | 'failuresOmitted'>;

/** The body of the one message about the images of a request that have failed. */
export function failedImagesBody(
  event: HalftoneEvent<'request.completed'>,
  { failures, failuresOmitted }: Failures,
  publicUrl: string,
): string {
  const { requestId, outcome, counts } = event.data;
  const failedCsvUrl = `${withoutSlash(publicUrl)}/v1/requests/${requestId}/failed.csv`;
  return JSON.stringify({
    type: 'request.failed_images',
    timestamp: event.time,
    schemaVersion,
    data: { requestId, outcome, counts, failures, failuresOmitted, failedCsvUrl },
  } satisfies WebhookBody<'request.failed_images'>);
}

/** The body of a message about the progress of a request. */
export function progressBody(
  requestId: string,
  occurredAt: string,
  { percent, counts }: NonNullable<EventData<'webhook.requested'>['progress']>,
): string {
  return JSON.stringify({
    type: 'request.progress',
    timestamp: occurredAt,
    schemaVersion,
    data: { requestId, status: 'processing', progress: percent, counts },
  });
}

const withoutSlash = (url: string) => url.replace(/\/+$/, '');
