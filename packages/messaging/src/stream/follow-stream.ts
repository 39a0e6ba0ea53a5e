import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@halftone/runtime';
import type { ConsumerInfo, JetStreamClient, JetStreamManager, JsMsg } from 'nats';
import { until } from './pull.ts';
import { deleteReader, openReader } from './read-stream.ts';

/** Few, since what is asked for comes at once, however slowly it is read. */
const FETCH_MESSAGES = 64;
const IDLE_MS = 10_000;
const RECOVERY_DELAY_MS = 1000;

export type FollowOptions = {
  stream: string;
  filter: string;
  /** First sequence to read. */
  from: number;
  /** How long nothing has to come until the server is asked whether it still knows of the reader. */
  idleMs?: number;
  logger: Logger;
  signal: AbortSignal;
};

/**
 * What a stream holds from a sequence on, and then what comes, in order and without gaps, until the signal is aborted.
 * While the server is away it waits, and goes on where it broke.
 */
export async function* followStream(
  js: JetStreamClient,
  jsm: JetStreamManager,
  { stream, filter, from, idleMs = IDLE_MS, logger, signal }: FollowOptions,
): AsyncGenerator<JsMsg> {
  let next = from;
  while (!signal.aborted) {
    try {
      const info = await openReader(jsm, { stream, filter, from: next });
      try {
        for await (const message of liveMessages(js, { info, idleMs, signal })) {
          next = message.seq + 1;
          yield message;
        }
      } finally {
        // Without the server it is forgotten by itself.
        await deleteReader(jsm, stream, info.name).catch(() => {});
      }
    } catch (err) {
      if (signal.aborted) return;
      logger.warn({ err, filter }, 'following the stream was interrupted; resuming');
      await delay(RECOVERY_DELAY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** Ends when something is missing, so that the consumer is recreated. */
async function* liveMessages(
  js: JetStreamClient,
  { info, idleMs, signal }: { info: ConsumerInfo; idleMs: number; signal: AbortSignal },
): AsyncGenerator<JsMsg> {
  const source = js.consumers.getPullConsumerFor(info);
  let expected = 1;
  while (!signal.aborted) {
    let came = false;
    const messages = await source.fetch({ max_messages: FETCH_MESSAGES, expires: idleMs });
    for await (const message of until(signal, messages)) {
      if (message.info.deliverySequence !== expected) return;
      expected += 1;
      came = true;
      yield message;
    }
    if (came || signal.aborted) continue;
    // The server leaves a request to a consumer that is gone without an answer; only asking for it tells. What it has
    // sent and did not arrive is not sent again.
    const { delivered } = await source.info();
    if (delivered.consumer_seq !== expected - 1) return;
  }
}
