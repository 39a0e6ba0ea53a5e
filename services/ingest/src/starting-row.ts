import type { EventLog } from '@halftone/messaging';

/** The largest window that can be configured. */
export const MAX_PUBLISH_WINDOW = 1024;

/**
 * The row from which a request's products have to be published: 1, or, when an earlier attempt broke off, a row of which it
 * is certain that everything before it stands in the log.
 *
 * Starting over would do harm: the log drops a repeated event for two minutes only, and an `image.requested` that
 * stands there twice may be compressed twice. The last `product.listed` tells how far the earlier attempt came, but not that
 * everything before it arrived: publishes are in progress at the same time, and those that a lost connection swallowed are sent
 * again later or never. No more than a window of them, though, and a row takes at least one. The bound is the
 * largest window, since the attempt before may have run with another setting.
 */
export async function startingRow(log: Pick<EventLog, 'lastEvent'>, requestId: string): Promise<number> {
  const last = await log.lastEvent('product.listed', requestId);
  return last ? Math.max(1, last.event.data.row - MAX_PUBLISH_WINDOW) : 1;
}
