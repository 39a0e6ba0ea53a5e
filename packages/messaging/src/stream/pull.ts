import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@halftone/runtime';
import type { Consumer, ConsumerCallbackFn, ConsumerMessages, JsMsg } from 'nats';
import { PullConsumerMessagesImpl } from 'nats/lib/jetstream/consumer.js';
import { within } from '../within.ts';

/** How long one request for messages stands at the server before it is renewed. */
const PULL_EXPIRES_MS = 30_000;
/** How often the server says that it stands. Twice without it, and the client asks what has become of the consumer. */
const HEARTBEAT_MS = 3000;
const RECOVERY_DELAY_MS = 1000;
/** How long the server has to answer when a consumer stops. */
const STOP_TIMEOUT_MS = 500;
/** Within this time a pull has ended, unless the server is away. */
export const PULL_ENDS_MS = 2 * STOP_TIMEOUT_MS;

export type PullOptions = {
  /** Gives the consumer, making it where it is missing: it may be deleted, or lost with its server. */
  open: () => Promise<Consumer>;
  /** Resolves, once there is any, with the number of messages that may be taken. */
  room: () => Promise<number>;
  /** Takes each message as it comes. Must not throw. */
  take: (message: JsMsg) => void;
  logger: Logger;
  signal: AbortSignal;
};

/**
 * Hands over the messages of a durable consumer, forever, until the signal is aborted. It asks for as many as there is room
 * for, so that no message waits in a buffer here, where its time to be acknowledged would run out unnoticed. Messages that
 * were on their way when the signal was aborted still come after it. Only once this has resolved may any be returned.
 */
export async function pull({ open, room, take, logger, signal }: PullOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      const consumer = await unlessAborted(open(), signal);
      const { name } = await unlessAborted(consumer.info(true), signal);
      while (!signal.aborted) {
        const free = await roomOrAborted(room, signal);
        // What is asked for now would come when nobody takes it any more, and be away until its time runs out.
        if (signal.aborted) return;
        let came = false;
        const messages = await fetch(consumer, free, (message) => {
          came = true;
          // Whoever finds out where the answers are awaited can have another consumer's messages sent there.
          if (message.info.consumer === name) take(message);
        });
        using _untilDrained = onAbort(signal, () => void drain(messages));
        const failure = await messages.closed();
        if (failure) throw failure;
        // The server leaves a request to a consumer that is gone without an answer; only asking for it tells.
        if (!came && !signal.aborted) await unlessAborted(consumer.info(), signal);
        if (signal.aborted) await forgetRequest(consumer);
      }
    } catch (err) {
      if (signal.aborted) return;
      logger.warn({ err }, 'the consumer was interrupted; opening it again');
      await delay(RECOVERY_DELAY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/**
 * Asks for messages, which end when so many have come or its time is over. They are handed over as they are read: through
 * the client's generator, and one of ours, each took a dozen promises.
 */
function fetch(
  consumer: Consumer,
  messages: number,
  callback: ConsumerCallbackFn,
): Promise<ConsumerMessages> {
  // The client takes a callback here as well, but its types do not know.
  const options = {
    max_messages: messages,
    expires: PULL_EXPIRES_MS,
    idle_heartbeat: HEARTBEAT_MS,
    callback,
  };
  return consumer.fetch(options);
}

/**
 * The answer to a question or, without waiting any longer for it, a rejection when the signal is aborted: while servers
 * agree on a leader, answers take longer than a service has to stop.
 */
async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  answer.then(resolve, reject);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Resolves with the room there is or, without waiting any longer for it, when the signal is aborted. */
async function roomOrAborted(room: () => Promise<number>, signal: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const stop = () => resolve(0);
  signal.addEventListener('abort', stop, { once: true });
  room().then(resolve, reject);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The messages as they come, until the signal is aborted. */
export async function* until(signal: AbortSignal, messages: ConsumerMessages): AsyncGenerator<JsMsg> {
  using _untilAborted = onAbort(signal, () => void messages.close());
  yield* messages;
}

/** Ends the messages once the server has confirmed that it sends no more. */
async function drain(messages: ConsumerMessages): Promise<void> {
  // Closing drops whatever the server has sent and is not here yet; draining has no place in the public types.
  if (messages instanceof PullConsumerMessagesImpl) {
    await within(
      STOP_TIMEOUT_MS,
      messages.sub.drain().catch(() => {}),
    );
  }
  void messages.close();
}

/**
 * A request that nobody waits for any more stands until the server looks at it, and servers before 2.10 lose sight of an
 * event that is returned just then until its time runs out. To tell of the consumer they look at its requests.
 */
async function forgetRequest(consumer: Consumer): Promise<void> {
  await within(
    STOP_TIMEOUT_MS,
    consumer.info().catch(() => {}),
  );
}

/** Acts when the signal is aborted, or at once where it is, until it is disposed of. */
function onAbort(signal: AbortSignal, act: () => void): Disposable {
  signal.addEventListener('abort', act, { once: true });
  if (signal.aborted) act();
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', act) };
}
