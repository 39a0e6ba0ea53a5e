import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@halftone/runtime';
import type { Consumer, ConsumerMessages, JsMsg } from 'nats';

/** How long one request for messages stands at the server before it is made anew. */
const PULL_EXPIRES_MS = 5000;
const RECOVERY_DELAY_MS = 1000;

export type PullOptions = {
  /** Gives the consumer, making it where it is missing: it may be deleted, or lost with its server. */
  open: () => Promise<Consumer>;
  /** Resolves, once there is any, with the number of messages that may be taken in hand. */
  room: () => Promise<number>;
  logger: Logger;
  signal: AbortSignal;
};

/**
 * The messages of a durable consumer, for ever, until the signal is aborted. It asks for as many as there is room for,
 * so that no message waits in a buffer here, where its time to be acknowledged would run out unnoticed.
 */
export async function* pull({ open, room, logger, signal }: PullOptions): AsyncGenerator<JsMsg> {
  while (!signal.aborted) {
    try {
      const consumer = await open();
      while (!signal.aborted) {
        const free = await room();
        // What is asked for now would come when nobody takes it any more, and be away until its time runs out.
        if (signal.aborted) return;
        const messages = await consumer.fetch({ max_messages: free, expires: PULL_EXPIRES_MS });
        let came = false;
        for await (const message of until(signal, messages)) {
          came = true;
          yield message;
        }
        // The server leaves a request to a consumer that is gone without an answer; only asking for it tells.
        if (!came && !signal.aborted) await consumer.info();
      }
    } catch (err) {
      if (signal.aborted) return;
      logger.warn({ err }, 'the consumer was interrupted; opening it again');
      await delay(RECOVERY_DELAY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** The messages as they come, until the signal is aborted. */
export async function* until(signal: AbortSignal, messages: ConsumerMessages): AsyncGenerator<JsMsg> {
  const stop = () => void messages.close();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    yield* messages;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
