import { CONTENT_TYPE, DEAD_LETTERS, STREAM } from '@halftone/contracts';
import { headers, type JetStreamClient, type JetStreamManager, type JsMsg, type MsgHdrs, nuid } from 'nats';
import { isNoMessageFound } from '../errors.ts';
import { metrics } from '../metrics.ts';
import { readStream } from '../stream/read-stream.ts';

/** An event that can never be handled as it is, kept with the reason for an operator to look at. */
export type DeadLetter = {
  /** Its number among the dead letters. */
  number: number;
  /** The durable consumer that set it aside. */
  consumer: string;
  /** Where it stands in the log. */
  subject: string;
  seq: number;
  reason: string;
  movedAt: Date;
};

/** A dead letter with the bytes of the event. */
export type OpenedLetter = DeadLetter & { data: Uint8Array };

export type DeadLetters = {
  /** Oldest first and one by one: there may be more than fit in memory. */
  list(): AsyncIterable<DeadLetter>;
  /** Null when there is none with this number. */
  open(number: number): Promise<OpenedLetter | null>;
  /**
   * Publishes the event again, on its own subject and for all consumers, and removes its dead letters.
   * @param numbers those that there are of the event: several consumers may have set it aside, and all get it again
   * @returns its new sequence in the log
   * @throws ForeignDeadLetterError when the log does not hold the event that the dead letter speaks of
   */
  replay(letter: OpenedLetter, numbers: readonly number[]): Promise<number>;
  /** Removes a dead letter for good. The event itself stays in the log. */
  drop(number: number): Promise<void>;
};

/** A dead letter of an event that the log does not hold, or not so: forgotten by age, deleted, or made up. */
export class ForeignDeadLetterError extends Error {
  override name = 'ForeignDeadLetterError';

  constructor({ number, seq }: DeadLetter, why: string) {
    super(`Dead letter ${number} cannot be replayed: ${why} at ${seq}.`);
  }
}

const HEADERS = {
  subject: 'Halftone-Subject',
  sequence: 'Halftone-Sequence',
  reason: 'Halftone-Reason',
} as const;

/** Keeps a message as a dead letter and ends its deliveries to the consumer. */
export async function moveToDeadLetters(
  js: JetStreamClient,
  consumer: string,
  message: JsMsg,
  reason: string,
): Promise<void> {
  const head = headers();
  head.set(HEADERS.subject, message.subject);
  head.set(HEADERS.sequence, String(message.seq));
  head.set(HEADERS.reason, oneLine(reason));
  await js.publish(DEAD_LETTERS.subjectFor(consumer), message.data, {
    headers: head,
    msgID: `${consumer}:${message.seq}`,
  });
  message.term();
  metrics.deadLetters.add({ consumer });
}

export function createDeadLetters(js: JetStreamClient, jsm: JetStreamManager): DeadLetters {
  const stream = DEAD_LETTERS.name;
  const drop = async (number: number) => void (await jsm.streams.deleteMessage(stream, number, false));
  return {
    async *list() {
      const filter = DEAD_LETTERS.subjectFor('>');
      for await (const message of readStream(js, jsm, { stream, filter, headersOnly: true })) {
        const { seq, subject, headers: head, info } = message;
        yield letterIn({ seq, subject, header: head, time: new Date(info.timestampNanos / 1e6) });
      }
    },
    async open(number) {
      try {
        const stored = await jsm.streams.getMessage(stream, { seq: number });
        return { ...letterIn(stored), data: stored.data };
      } catch (error) {
        if (isNoMessageFound(error)) return null;
        throw error;
      }
    },
    drop,
    async replay(letter, numbers) {
      const { subject, data } = await originalOf(jsm, letter);
      const head = headers();
      head.set('Content-Type', CONTENT_TYPE);
      // A fresh id: under its own the log would take it for the event that it holds already.
      const published = await js.publish(subject, data, { headers: head, msgID: `replay:${nuid.next()}` });
      for (const number of numbers) await drop(number);
      return published.seq;
    },
  };
}

/**
 * The event as the log has it. A consumer may move anything to the dead letters, but must not make an operator publish an
 * event that its publisher never wrote.
 */
async function originalOf(jsm: JetStreamManager, letter: OpenedLetter) {
  if (!(letter.seq >= 1)) throw new ForeignDeadLetterError(letter, 'it does not say which event stands');
  try {
    const stored = await jsm.streams.getMessage(STREAM.name, { seq: letter.seq });
    const isSame = stored.subject === letter.subject && Buffer.compare(stored.data, letter.data) === 0;
    if (!isSame) throw new ForeignDeadLetterError(letter, 'the log holds another event');
    return stored;
  } catch (error) {
    if (isNoMessageFound(error)) throw new ForeignDeadLetterError(letter, 'the log no longer holds an event');
    throw error;
  }
}

type Kept = { seq: number; subject: string; header: MsgHdrs | undefined; time: Date };

function letterIn({ seq, subject, header: head, time }: Kept): DeadLetter {
  return {
    number: seq,
    consumer: subject.slice(DEAD_LETTERS.subjectFor('').length),
    subject: head?.get(HEADERS.subject) ?? '',
    seq: Number(head?.get(HEADERS.sequence)),
    reason: head?.get(HEADERS.reason) ?? '',
    movedAt: time,
  };
}

/** A header is one line of printable text, and not a long one. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, MAX_REASON_LENGTH);
}

const MAX_REASON_LENGTH = 1000;
