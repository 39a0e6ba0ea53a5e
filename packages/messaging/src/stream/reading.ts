import {
  decodeEvent,
  EVERYTHING,
  type EventName,
  filterFor,
  filterForRequest,
  type HalftoneEvent,
  type ImageEnd,
  imageEndedBy,
  STREAM,
  UnknownEventError,
} from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { JetStreamClient, JetStreamManager } from 'nats';
import { followStream } from './follow-stream.ts';
import { readStream } from './read-stream.ts';

/** An event and its place in the log. */
export type Logged<N extends EventName = EventName> = { event: HalftoneEvent<N>; seq: number };

/** `requestId` counts only with a name. */
export type ReplayOptions<N extends EventName> = { from?: number; to?: number; name?: N; requestId?: string };

/** What is read from the log beside its consumers, event by event. */
export type Reading = {
  /**
   * The events that the log holds, in order, from a sequence to a sequence, both included; all of them, or only those of a
   * type, in all requests or in one.
   */
  replay<N extends EventName = EventName>(options?: ReplayOptions<N>): AsyncIterable<Logged<N>>;
  /**
   * What happens to a request, but for `image.requested`, from a sequence on: what the log holds and then what comes,
   * in order, until the signal is aborted.
   */
  follow(requestId: string, options: { from: number; signal: AbortSignal }): AsyncIterable<Logged>;
  /**
   * The images of a request that have ended in one of the two ways, in order from a sequence on, by the ids of these
   * events alone: what they say is not read.
   */
  imageEnds(name: ImageEnd, requestId: string, from: number): AsyncIterable<{ imageId: string; seq: number }>;
};

/** Small, so that many can be asked for. */
const HEADERS_AT_ONCE = 5_000;

type ReadingParts = { js: JetStreamClient; jsm: JetStreamManager; logger: Logger };

/** Reads events from the log; what is no event is skipped. */
export function createReading({ js, jsm, logger }: ReadingParts): Reading {
  return {
    async *replay<N extends EventName>({
      from = 1,
      to = Number.MAX_SAFE_INTEGER,
      name,
      requestId,
    }: ReplayOptions<N> = {}): AsyncGenerator<Logged<N>> {
      const filter = name ? filterFor(name, { requestId }) : EVERYTHING;
      for await (const message of readStream(js, jsm, { stream: STREAM.name, filter, from })) {
        if (message.seq > to) return;
        const event = decodeOrSkip(message, logger);
        if (event) yield { event: event as HalftoneEvent<N>, seq: message.seq };
      }
    },

    async *imageEnds(name, requestId, from) {
      // A subject without wildcards: for a filter with one nats-server 2.9 looks at every event of the log.
      const filter = filterFor(name, { requestId });
      const options = { stream: STREAM.name, filter, from, headersOnly: true, atOnce: HEADERS_AT_ONCE };
      for await (const { headers, seq } of readStream(js, jsm, options)) {
        const imageId = imageEndedBy(name, requestId, headers?.get('Nats-Msg-Id') ?? '');
        if (imageId) yield { imageId, seq };
      }
    },

    async *follow(requestId, { from, signal }): AsyncGenerator<Logged> {
      const filter = filterForRequest(requestId);
      const options = { stream: STREAM.name, filter, from, logger, signal };
      for await (const message of followStream(js, jsm, options)) {
        const event = decodeOrSkip(message, logger);
        if (event) yield { event, seq: message.seq };
      }
    },
  };
}

function decodeOrSkip(message: { subject: string; data: Uint8Array; seq: number }, logger: Logger) {
  try {
    return decodeEvent(message.subject, message.data);
  } catch (err) {
    if (err instanceof UnknownEventError) return null;
    // The consumer that met it first has kept it as a dead letter.
    logger.warn({ err, subject: message.subject, seq: message.seq }, 'unreadable event skipped');
    return null;
  }
}
