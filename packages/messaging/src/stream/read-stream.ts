import {
  AckPolicy,
  type ConsumerInfo,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  nanos,
  nuid,
} from 'nats';
import { isConsumerNotFound } from '../errors.ts';

const FETCH_MESSAGES = 500;
const FETCH_EXPIRES_MS = 5000;
const FORGOTTEN_AFTER_MS = 60_000;

export type ReadOptions = {
  stream: string;
  filter: string;
  /** First sequence to read, or when, by the server's clock, the first message to read came in. */
  from?: number | Date;
  /** Leaves out the data, for whoever needs only subjects and headers. */
  headersOnly?: boolean;
  /** Messages asked for at once; large messages want few. */
  atOnce?: number;
};

/**
 * What a stream holds at the moment, in order and without gaps, at the reader's pace. The client's own ordered consumer
 * takes messages in as fast as they come, whether or not they are read, and so would hold a whole log in memory.
 * It ends with the last message that there is; a lost connection is taken up again where it broke.
 */
export async function* readStream(
  js: JetStreamClient,
  jsm: JetStreamManager,
  { stream, filter, from = 1, headersOnly = false, atOnce = FETCH_MESSAGES }: ReadOptions,
): AsyncGenerator<JsMsg> {
  let next: number | Date = from;
  for (;;) {
    const info = await openReader(jsm, { stream, filter, from: next, headersOnly });
    const end =
      info.num_pending === 0 ||
      (yield* readOnce(js, { info, atOnce }, (seq) => {
        next = seq + 1;
      }));
    dropReader(jsm, info);
    if (end) return;
  }
}

type ReaderOptions = { stream: string; filter: string; from: number | Date | 'last'; headersOnly?: boolean };

/** A consumer without acknowledgements, for one reader: from a message on, or from the last one of the filter. */
export function openReader(
  jsm: JetStreamManager,
  { stream, filter, from, headersOnly = false }: ReaderOptions,
): Promise<ConsumerInfo> {
  return jsm.consumers.add(stream, {
    // With a name of ours the filter stands in the subject of the request, where the server can check who may read what.
    name: nuid.next(),
    filter_subject: filter,
    ...startAt(from),
    headers_only: headersOnly,
    ack_policy: AckPolicy.None,
    mem_storage: true,
    num_replicas: 1,
    // The server forgets it when it is not read any more.
    inactive_threshold: nanos(FORGOTTEN_AFTER_MS),
  });
}

function startAt(from: ReaderOptions['from']) {
  if (from === 'last') return { deliver_policy: DeliverPolicy.Last };
  if (typeof from === 'number') return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from };
  return { deliver_policy: DeliverPolicy.StartTime, opt_start_time: from.toISOString() };
}

/** Deletes a reader's consumer; one that the server has forgotten is deleted already. */
export async function deleteReader(jsm: JetStreamManager, stream: string, name: string): Promise<void> {
  try {
    await jsm.consumers.delete(stream, name);
  } catch (error) {
    if (!isConsumerNotFound(error)) throw error;
  }
}

/** Deletes it without waiting for that, as a small request would: the server forgets it by itself, too. */
export function dropReader(jsm: JetStreamManager, { stream_name, name }: ConsumerInfo): void {
  deleteReader(jsm, stream_name, name).catch(() => {});
}

/** Reads to the end (true), or until something is missing and the consumer must be recreated (false). */
async function* readOnce(
  js: JetStreamClient,
  { info, atOnce }: { info: ConsumerInfo; atOnce: number },
  read: (seq: number) => void,
): AsyncGenerator<JsMsg, boolean> {
  const source = js.consumers.getPullConsumerFor(info);
  let expected = 1;
  for (;;) {
    const messages = await source.fetch({ max_messages: atOnce, expires: FETCH_EXPIRES_MS });
    let received = 0;
    for await (const message of messages) {
      // A message that got lost with a connection is not sent again by a consumer without acknowledgements.
      if (message.info.deliverySequence !== expected) return false;
      expected += 1;
      received += 1;
      read(message.seq);
      yield message;
      if (message.info.pending === 0) return true;
    }
    if (received === 0) return false;
  }
}
