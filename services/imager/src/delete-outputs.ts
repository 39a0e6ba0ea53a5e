import type { Delivery } from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import type { ImageStore } from './image-store.ts';

export type DeleteOutputsParts = { store: Pick<ImageStore, 'removeAll'>; logger: Logger };

/**
 * Handles `request.deleted`: removes every output of the request, and waits for the store while it is away. An image
 * that is stored only afterwards is removed by whoever stored it, who asks the log once more.
 */
export function deleteOutputs({
  store,
  logger,
}: DeleteOutputsParts): (delivery: Delivery<'request.deleted'>) => Promise<void> {
  return async ({ event, signal }) => {
    const { requestId } = event.data;
    await store.removeAll(`${requestId}/`, signal);
    logger.info({ requestId }, 'outputs deleted');
  };
}
