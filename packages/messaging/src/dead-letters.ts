import { CONTENT_TYPE, DEAD_LETTERS, STREAM } from '@halftone/contracts';
import { headers, type JetStreamClient, type JetStreamManager, type JsMsg, nuid } from 'nats';
import { isNoMessageFound } from './errors.ts';
import { readStream } from './read-stream.ts';

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
  setAsideAt: Date;
  data: Uint8Array;
};

export type DeadLetters = {
  /** Oldest first. */
  list(): Promise<DeadLetter[]>;
  /**
   * Publishes the event again, on its own subject and for all consumers, and removes the dead letters there are of it.
   * @returns its new sequence in the log
   * @throws ForeignDeadLetterError when the log does not hold the event that the dead letter speaks of
   */
  replay(letter: DeadLetter): Promise<number>;
  /** Removes a dead letter for good. The event itself stays in the log. */
  drop(letter: DeadLetter): Promise<void>;
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
export async function setAside(
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
}

export function createDeadLetters(js: JetStreamClient, jsm: JetStreamManager): DeadLetters {
  const list = async () => {
    const everything = DEAD_LETTERS.subjectFor('>');
    const messages = readStream(js, jsm, { stream: DEAD_LETTERS.name, filter: everything });
    return (await Array.fromAsync(messages)).map(letterIn);
  };
  const drop = async ({ number }: DeadLetter) =>
    void (await jsm.streams.deleteMessage(DEAD_LETTERS.name, number, false));
  return {
    list,
    drop,
    async replay(letter) {
      const { seq } = letter;
      const { subject, data } = await originalOf(jsm, letter);
      const head = headers();
      head.set('Content-Type', CONTENT_TYPE);
      // A fresh id: under its own the log would take it for the event that it holds already.
      const published = await js.publish(subject, data, { headers: head, msgID: `replay:${nuid.next()}` });
      // Several consumers may have set it aside, and all of them get it again.
      for (const other of await list()) if (other.seq === seq) await drop(other);
      return published.seq;
    },
  };
}

/**
 * The event as the log has it. A consumer may set aside whatever it likes, but not bring about, by an operator's hand, an
 * event that its publisher never wrote.
 */
async function originalOf(jsm: JetStreamManager, letter: DeadLetter) {
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

function letterIn(message: JsMsg): DeadLetter {
  const head = message.headers;
  return {
    number: message.seq,
    consumer: message.subject.slice(DEAD_LETTERS.subjectFor('').length),
    subject: head?.get(HEADERS.subject) ?? '',
    seq: Number(head?.get(HEADERS.sequence)),
    reason: head?.get(HEADERS.reason) ?? '',
    setAsideAt: new Date(message.info.timestampNanos / 1e6),
    data: message.data,
  };
}

/** A header is one line of printable text, and not a long one. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, MAX_REASON_LENGTH);
}

const MAX_REASON_LENGTH = 1000;
