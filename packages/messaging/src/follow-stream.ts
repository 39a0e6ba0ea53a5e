import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@halftone/runtime';
import type { JetStreamClient, JetStreamManager, JsMsg } from 'nats';
import { until } from './pull.ts';
import { deleteReader, openReader } from './read-stream.ts';

/** Few, since what is asked for comes at once, however slowly it is read. */
const FETCH_MESSAGES = 64;
const FETCH_EXPIRES_MS = 10_000;
const RECOVERY_DELAY_MS = 1000;

export type FollowOptions = {
  stream: string;
  filter: string;
  /** First sequence to read. */
  from: number;
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
  { stream, filter, from, logger, signal }: FollowOptions,
): AsyncGenerator<JsMsg> {
  let next = from;
  while (!signal.aborted) {
    try {
      const { name } = await openReader(jsm, { stream, filter, from: next });
      try {
        for await (const message of liveMessages(js, { stream, consumer: name, signal })) {
          next = message.seq + 1;
          yield message;
        }
      } finally {
        // Without the server it is forgotten by itself.
        await deleteReader(jsm, stream, name).catch(() => {});
      }
    } catch (err) {
      if (signal.aborted) return;
      logger.warn({ err, filter }, 'following the stream was interrupted; taking it up again');
      await delay(RECOVERY_DELAY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** Ends when something is missing, or nothing has come for long, so that the consumer is made anew. */
async function* liveMessages(
  js: JetStreamClient,
  { stream, consumer, signal }: { stream: string; consumer: string; signal: AbortSignal },
): AsyncGenerator<JsMsg> {
  const source = await js.consumers.get(stream, consumer);
  let expected = 1;
  let came: boolean;
  do {
    came = false;
    const messages = await source.fetch({ max_messages: FETCH_MESSAGES, expires: FETCH_EXPIRES_MS });
    for await (const message of until(signal, messages)) {
      if (message.info.deliverySequence !== expected) return;
      expected += 1;
      came = true;
      yield message;
    }
  } while (came && !signal.aborted);
}
