import type { EventLog } from '@halftone/messaging';

/** How long an answer holds: so long may products of a cancelled request still be listed. */
const ANSWER_HOLDS_MS = 1000;

type EndLog = Pick<EventLog, 'lastEvent'>;

/** Whether a request was cancelled or deleted, as the log has it now. */
export async function hasEnded(log: EndLog, requestId: string): Promise<boolean> {
  const ends = await Promise.all([
    log.lastEvent('request.cancelled', requestId),
    log.lastEvent('request.deleted', requestId),
  ]);
  return ends.some((end) => end !== null);
}

/** The same, as far as was known a second ago: cheap enough to ask before every batch of rows. */
export function endWatch(
  log: EndLog,
  requestId: string,
  now = () => performance.now(),
): () => Promise<boolean> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let ended = false;
  return async () => {
    if (now() - askedAt < ANSWER_HOLDS_MS) return ended;
    ended = await hasEnded(log, requestId);
    askedAt = now();
    return ended;
  };
}
