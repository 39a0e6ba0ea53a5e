import { decodeEvent, type HalftoneEvent, InvalidEventError, UnknownEventError } from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { JetStreamClient, JsMsg } from 'nats';
import { moveToDeadLetters } from '../dead-letters/dead-letters.ts';
import { ImpossibleEventsError, RetryLater } from '../errors.ts';

/**
 * The acknowledgement policy, in one place: a handler that returns acknowledges; after `RetryLater` or any other error the
 * event is redelivered; what is no event of the catalogue, or can never be handled, moves to the dead letters.
 * An event of a type that only a later version knows is acknowledged: it is not this service's business.
 */

/** The wait before an event whose handler failed is delivered again, by the number of deliveries so far. */
const BACKOFF_MS = [1000, 2000, 5000, 10_000, 30_000];

export const backoffMs = (attempt: number) => BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length) - 1] ?? 30_000;

/** Settles messages whose handler failed: what can never be handled moves to the dead letters, all else is redelivered. */
export async function settleFailed(
  js: JetStreamClient,
  consumer: string,
  { messages, error, logger }: { messages: JsMsg[]; error: unknown; logger: Logger },
): Promise<void> {
  const impossible = asImpossible(error, messages);
  if (!impossible) return retryLater(messages, error, logger);
  for (const message of messages) {
    const reason = impossible.reasons.get(message.seq);
    if (reason === undefined) message.ack();
    else await deadLetterOrRetry(js, consumer, { message, reason, logger });
  }
}

/**
 * What a handler met in the log, or would have published, was no event: however often it tries, that changes nothing. Of
 * a batch it has to say itself which event led it there.
 */
function asImpossible(error: unknown, messages: JsMsg[]): ImpossibleEventsError | null {
  if (error instanceof ImpossibleEventsError) return error;
  const [message] = messages;
  if (!(error instanceof InvalidEventError) || !message || messages.length > 1) return null;
  return new ImpossibleEventsError([[message.seq, error.message]], { cause: error });
}

async function deadLetterOrRetry(
  js: JetStreamClient,
  consumer: string,
  { message, reason, logger }: { message: JsMsg; reason: string; logger: Logger },
): Promise<void> {
  const { subject, seq } = message;
  try {
    await moveToDeadLetters(js, consumer, message, reason);
    logger.error({ subject, seq, reason }, 'event that cannot be handled moved to the dead letters');
  } catch (error) {
    retryLater([message], error, logger);
  }
}

function retryLater(messages: JsMsg[], error: unknown, logger: Logger): void {
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

/**
 * The event in a message, or null for one that is settled already: of an unknown type, or an unreadable one, which moves to
 * the dead letters and is never redelivered.
 */
export function readOrDeadLetter(
  js: JetStreamClient,
  consumer: string,
  message: JsMsg,
  logger: Logger,
): HalftoneEvent | Promise<null> {
  try {
    return decodeEvent(message.subject, message.data);
  } catch (error) {
    return settleUnreadable(js, consumer, { message, error, logger });
  }
}

async function settleUnreadable(
  js: JetStreamClient,
  consumer: string,
  { message, error, logger }: { message: JsMsg; error: unknown; logger: Logger },
): Promise<null> {
  const { subject, seq } = message;
  if (error instanceof UnknownEventError) {
    message.ack();
    logger.debug({ subject, seq }, 'event of an unknown type passed over');
    return null;
  }
  if (!(error instanceof InvalidEventError)) throw error;
  await moveToDeadLetters(js, consumer, message, error.message);
  logger.error({ err: error, subject, seq }, 'unreadable event moved to the dead letters');
  return null;
}

/** Extends the acknowledgement deadline of the messages on the server, until it is disposed of. */
export function extendAckDeadlines(messages: () => Iterable<JsMsg>, ackWaitMs: number): Disposable {
  const timer = setInterval(() => {
    for (const message of messages()) message.working();
  }, ackWaitMs / 3);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
