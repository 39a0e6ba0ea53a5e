import { setTimeout as delay } from 'node:timers/promises';
import { fromDatabase } from './dependencies.ts';
import type { EventStream } from './event-stream.ts';
import type { RequestDetails } from './request-of.ts';
import { toResponse } from './routes/v1/request-schema.ts';

/** Tells nothing more once it is disposed of. */
export type ProgressTeller = Disposable & {
  /** Something happened at this time: progress is to be told, once the read model knows of it. */
  ask(time: string): void;
};

export type ProgressDependencies = {
  reads: { request(requestId: string): Promise<RequestDetails | null> };
  publicUrl: string;
  now: () => Date;
};

/** The most often that progress is told. */
const EVERY_MS = 200;
/** How often the read model is asked in vain before the next event is waited for. */
const TRIES = 25;

/** Tells the progress of a request on its stream, however many events there are, at most every 200 ms. */
export function progressTeller(
  stream: EventStream,
  { requestId, signal }: { requestId: string; signal: AbortSignal },
  { reads, publicUrl, now }: ProgressDependencies,
): ProgressTeller {
  const stopping = new AbortController();
  const until = AbortSignal.any([signal, stopping.signal]);
  let asked = '';
  let told = '';
  let telling = false;

  async function tell(): Promise<void> {
    for (let tries = 0; told < asked && tries < TRIES; tries++) {
      await delay(EVERY_MS, undefined, { signal: until });
      const request = await fromDatabase(reads.request(requestId));
      // A client that is behind is told later, and then the latest.
      if (!request || request.updatedAt <= told || stream.isBehind()) continue;
      until.throwIfAborted();
      const { counts, bytes, progress, rate, estimatedEndAt } = toResponse(request, publicUrl, now());
      await stream.send({ event: 'progress', data: { counts, bytes, progress, rate, estimatedEndAt } });
      told = request.updatedAt;
      tries = 0;
    }
  }

  return {
    ask(time) {
      if (time > asked) asked = time;
      if (telling) return;
      telling = true;
      tell().then(
        () => {
          telling = false;
        },
        // Ends the whole stream, and so brings the client back.
        (err) => until.aborted || stream.body.destroy(err),
      );
    },
    [Symbol.dispose]: () => stopping.abort(),
  };
}
