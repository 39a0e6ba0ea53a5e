import { type Delivery, RetryLater } from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import type { ImageStore } from './image-store.ts';

/** Makes sure that outputs of a request, by their keys, are reused no more. */
export type ForgetOutputs = (
  request: { requestId: string; tenant?: string },
  keys: readonly string[],
) => Promise<void>;

export type DeleteOutputsParts = {
  store: Pick<ImageStore, 'removeAll'>;
  forget: ForgetOutputs;
  logger: Logger;
  /** How long work on an image may take that was begun before the deletion. */
  longestWorkMs: number;
  /** A clock in milliseconds. */
  now?: () => number;
};

/**
 * Handles `request.deleted`: removes every output of the request, and waits for the store while it is away. An image that
 * is stored only afterwards is removed by whoever stored it. Should that one have crashed in between, a second removal
 * finds it, once no work from before the deletion can be in progress.
 */
export function deleteOutputs({
  store,
  forget,
  logger,
  longestWorkMs,
  now = Date.now,
}: DeleteOutputsParts): (delivery: Delivery<'request.deleted'>) => Promise<void> {
  return async ({ event, attempt, signal }) => {
    const { requestId } = event.data;
    const leftMs = Date.parse(event.time) + longestWorkMs - now();
    await store.removeAll(`${requestId}/`, signal, (keys) => forget(event.data, keys));
    logger.info({ requestId, attempt }, 'outputs deleted');
    if (leftMs > 0) throw new RetryLater(leftMs, 'an image in flight may still be stored');
  };
}
