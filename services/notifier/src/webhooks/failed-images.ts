import type { HalftoneEvent } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';
import type { Failures } from './payload.ts';

const MOST_FAILURES = 100;
/** Of their JSON form together: receivers take no bodies of any size. */
const MOST_BYTES = 200_000;

/**
 * The images that have failed in a request, the first of them, in the order of the log up to its completion, so that it is
 * the same list each time.
 * @param upTo the sequence of the completion
 */
export async function failedImages(
  log: Pick<EventLog, 'replay'>,
  completed: HalftoneEvent<'request.completed'>,
  upTo: number,
): Promise<Failures> {
  const { requestId, counts } = completed.data;
  const failures: Failures['failures'] = [];
  const seen = new Set<string>();
  let bytes = 0;
  for await (const { event } of log.replay({ name: 'image.failed', requestId, to: upTo })) {
    const { imageId, url = null, reason } = event.data;
    // Delivery is at least once, so an image may have failed twice.
    if (seen.has(imageId)) continue;
    const { code, detail, hint } = reason;
    const failure = { imageId, url, reason: { code, detail, hint } };
    bytes += Buffer.byteLength(JSON.stringify(failure));
    if (failures.length === MOST_FAILURES || bytes > MOST_BYTES) break;
    seen.add(imageId);
    failures.push(failure);
  }
  return { failures, failuresOmitted: Math.max(0, counts.failed - failures.length) };
}
