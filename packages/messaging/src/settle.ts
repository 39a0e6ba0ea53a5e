import { decodeEvent, type HalftoneEvent, InvalidEventError } from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { JetStreamClient, JsMsg } from 'nats';
import { setAside } from './dead-letters.ts';
import { RetryLater } from './errors.ts';

/**
 * The acknowledgement policy, in one place: a handler that returns acknowledges, `RetryLater` and any other error put
 * the event back, and what is no event of the catalogue is set aside as a dead letter.
 */

/** The wait before an event whose handler failed is delivered again, by the number of deliveries so far. */
const BACKOFF_MS = [1000, 2000, 5000, 10_000, 30_000];

export const backoffMs = (attempt: number) => BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length) - 1] ?? 30_000;

/** Puts messages back after a failed attempt to handle them. */
export function putBack(messages: JsMsg[], error: unknown, logger: Logger): void {
  for (const message of messages) {
    message.nak(error instanceof RetryLater ? error.delayMs : backoffMs(message.info.redeliveryCount));
  }
  if (error instanceof RetryLater) return;
  const [first] = messages;
  logger.error(
    {
      err: error,
      subject: first?.subject,
      seq: first?.seq,
      attempt: first?.info.redeliveryCount,
      events: messages.length,
    },
    'handling failed; the events will be delivered again',
  );
}

/** The event in a message; an unreadable one is kept as a dead letter, never delivered again, and answered as null. */
export async function readOrBury(
  js: JetStreamClient,
  consumer: string,
  message: JsMsg,
  logger: Logger,
): Promise<HalftoneEvent | null> {
  try {
    return decodeEvent(message.subject, message.data);
  } catch (error) {
    if (!(error instanceof InvalidEventError)) throw error;
    await setAside(js, consumer, message, error.message);
    logger.error(
      { err: error, subject: message.subject, seq: message.seq },
      'unreadable event kept as a dead letter',
    );
    return null;
  }
}

/** Tells the server now and then that the messages are still in hand, until the answer is called. */
export function keepInHand(messages: () => Iterable<JsMsg>, ackWaitMs: number): Disposable {
  const timer = setInterval(() => {
    for (const message of messages()) message.working();
  }, ackWaitMs / 3);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
