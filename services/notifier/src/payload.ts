import type { HalftoneEvent } from '@halftone/contracts';

/**
 * The body of a completion webhook. It derives from the event alone, so that every attempt of a delivery,
 * days apart, sends the same bytes. Beside the members of Standard Webhooks (`type`, `timestamp`, `data`) stand those
 * that clients of older systems read at the top level.
 */
export function payloadOf(event: HalftoneEvent<'request.completed'>, publicUrl: string): string {
  const { requestId, outcome, counts, bytes, durationMs } = event.data;
  const status = 'completed';
  const outputCsvUrl = `${publicUrl.replace(/\/+$/, '')}/api/download/${requestId}`;
  return JSON.stringify({
    type: 'request.completed',
    timestamp: event.time,
    data: { requestId, status, outcome, counts, bytes, durationMs, outputCsvUrl },
    requestId,
    request_id: requestId,
    status,
    outputCsvUrl,
  });
}
