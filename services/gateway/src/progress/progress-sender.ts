import { setTimeout as delay } from 'node:timers/promises';
import { fromDatabase } from '../dependencies.ts';
import type { EventStream } from './event-stream.ts';
import type { RequestDetails } from './request-of.ts';
import { toResponse } from './request-schema.ts';

/** Sends nothing more once it is disposed of. */
export type ProgressSender = Disposable & {
  /** Something happened, or may have: progress is to be sent, once the read model knows of it. */
  ask(): void;
};

export type ProgressDependencies = {
  reads: { request(requestId: string): Promise<RequestDetails | null> };
  publicUrl: string;
  now: () => Date;
};

/** The shortest time between two progress events. */
const EVERY_MS = 200;
/** How often the read model is asked in vain before the next event is waited for, less and less often: for some 6 s. */
const TRIES = 8;
const MOST_SELDOM_MS = 1000;

/**
 * Sends the progress of a request on its stream, however many events there are, at most every 200 ms. Whether there is
 * any is seen by the counts, since the times of events are from the clocks of several hosts.
 */
export function progressSender(
  stream: EventStream,
  { request: known, signal }: { request: RequestDetails; signal: AbortSignal },
  { reads, publicUrl, now }: ProgressDependencies,
): ProgressSender {
  const stopping = new AbortController();
  const until = AbortSignal.any([signal, stopping.signal]);
  let sent = fingerprint(known);
  let unchanged = 0;
  let sending = false;

  async function send(): Promise<void> {
    for (; unchanged < TRIES; unchanged++) {
      await delay(Math.min(EVERY_MS * 2 ** unchanged, MOST_SELDOM_MS), undefined, { signal: until });
      const request = await fromDatabase(reads.request(known.requestId));
      // A client that is behind gets it later, and then the latest.
      if (!request || fingerprint(request) === sent || stream.isBehind()) continue;
      until.throwIfAborted();
      const { counts, bytes, progress, rate, estimatedEndAt } = toResponse(request, publicUrl, now());
      await stream.send({ event: 'progress', data: { counts, bytes, progress, rate, estimatedEndAt } });
      sent = fingerprint(request);
      // The read model may have more to catch up with; the loop adds one.
      unchanged = -1;
    }
    sending = false;
  }

  return {
    ask() {
      unchanged = 0;
      if (sending) return;
      sending = true;
      // Ends the whole stream, and so brings the client back.
      send().catch((err) => until.aborted || stream.body.destroy(err));
    },
    [Symbol.dispose]: () => stopping.abort(),
  };
}

function fingerprint({ counts, bytes }: RequestDetails): string {
  return JSON.stringify([counts, bytes]);
}
