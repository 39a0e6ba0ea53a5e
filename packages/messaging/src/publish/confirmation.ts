import { type ApiError, ErrorCode, NatsError, type PubAck } from 'nats';
import { LogRefusedError } from '../errors.ts';
import { refusalOf } from '../stream/servers.ts';

/**
 * Where an event stands in the log; `duplicate` when it stood there before this publish. The end of a request that waits for
 * room stands nowhere yet, at 0.
 */
export type Published = { seq: number; duplicate: boolean };

/** Of fewer digits every number is one that JavaScript counts exactly. */
const MOST_DIGITS = 15;

/** A service publishes into the log, and the imager into the index of what can be reused as well. */
const MOST_STREAMS = 3;

/**
 * Reads what JetStream answers to a message that it stored
 * (https://docs.nats.io/reference/reference-protocols/nats_api_reference#publishing-to-a-stream). Such answers differ by
 * their sequence alone, which stands at their end: what comes before it is compared with what was parsed once, and whatever
 * is different in any byte is parsed again.
 * @throws NatsError when it was not stored, with the server's reason as `api_error` if it gave one
 */
export function createConfirmationReader(): (answer: Uint8Array) => Published {
  const starts: Uint8Array[] = [];
  return (answer) => {
    for (const start of starts) {
      const seq = sequenceBehind(start, answer);
      if (seq !== null) return { seq, duplicate: false };
    }
    const text = Buffer.from(answer).toString();
    const published = publishedIn(text);
    const plain = published.duplicate ? null : /^(.*"seq": ?)\d+\}$/.exec(text)?.[1];
    if (plain) {
      starts.unshift(Buffer.from(plain));
      starts.splice(MOST_STREAMS);
    }
    return published;
  };
}

const ZERO = 0x30;
const NINE = 0x39;
const CLOSING_BRACE = 0x7d;

/** The number between the start, which has to be as given, and the brace at the end; null when it is something else. */
function sequenceBehind(start: Uint8Array, answer: Uint8Array): number | null {
  const end = answer.length - 1;
  const digits = end - start.length;
  if (digits < 1 || digits > MOST_DIGITS || answer[end] !== CLOSING_BRACE) return null;
  for (let i = 0; i < start.length; i++) if (answer[i] !== start[i]) return null;
  let seq = 0;
  for (let i = start.length; i < end; i++) {
    const digit = answer[i] ?? 0;
    if (digit < ZERO || digit > NINE) return null;
    seq = seq * 10 + digit - ZERO;
  }
  return seq;
}

function publishedIn(answer: string): Published {
  const { seq, duplicate = false, error } = parsed(answer);
  if (error) throw Object.assign(new NatsError(error.description, String(error.code)), { api_error: error });
  if (seq === undefined) throw new NatsError('the answer confirms nothing', ErrorCode.JetStreamInvalidAck);
  const refusal = refusalOf({ lastSequence: seq });
  if (refusal) throw new LogRefusedError(refusal);
  return { seq, duplicate };
}

function parsed(answer: string): Partial<PubAck> & { error?: ApiError } {
  try {
    return JSON.parse(answer) ?? {};
  } catch (cause) {
    throw NatsError.errorForCode(ErrorCode.BadJson, cause instanceof Error ? cause : undefined);
  }
}
