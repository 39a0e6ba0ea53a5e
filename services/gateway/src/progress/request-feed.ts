import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog, Logged } from '@halftone/messaging';
import { fromDatabase, fromLog } from '../dependencies.ts';
import type { EventStream } from './event-stream.ts';
import { outcomeIn } from './image-schema.ts';
import { progressSender } from './progress-sender.ts';
import type { RequestDetails } from './request-of.ts';
import { toResponse } from './request-schema.ts';

export type FeedDependencies = {
  log: () => Pick<EventLog, 'lastEvent' | 'lastSequence' | 'follow'>;
  reads: { request(requestId: string): Promise<RequestDetails | null> };
  publicUrl: string;
  now: () => Date;
};

/** The events with which a feed ends. */
const ENDS = ['request.completed', 'request.cancelled', 'request.deleted'] as const;
type End = Logged<(typeof ENDS)[number]>;

/** Where a feed begins: what has been seen up to `after` in the log, and the end if that has come already. */
export type FeedStart = { after: number; end: End | null };

export type Feed = { request: RequestDetails; start: FeedStart; signal: AbortSignal };

/**
 * How soon the read model is asked again whether it knows the end: it is usually 10 ms behind, so often at first, and ever
 * less often later. After so many times, some 10 s, a client has to come back.
 */
const CATCH_UP_MS = { first: 4, most: 100 };
const CATCH_UP_TRIES = 100;

const catchUpDelay = (tries: number) => Math.min(CATCH_UP_MS.first * 1.3 ** tries, CATCH_UP_MS.most);

/**
 * Finds where to begin.
 * @param seen the sequence of the last event that the client knows, or null when it knows none
 * @returns null when the client knows the end already
 */
export async function startOfFeed(
  { log }: Pick<FeedDependencies, 'log'>,
  requestId: string,
  seen: number | null,
): Promise<FeedStart | null> {
  const last = await fromLog(log().lastSequence());
  // A sequence that the log has not reached is from a log that was lost.
  const known = seen !== null && seen <= last ? seen : null;
  // Asked for only now: an end after `last` is met while following.
  const ends = await Promise.all(ENDS.map((name) => fromLog(log().lastEvent(name, requestId))));
  const end = ends.find((logged) => logged !== null) ?? null;
  if (end && known !== null && end.seq <= known) return null;
  return { after: known ?? last, end };
}

/**
 * Sends a client what happens to a request: a snapshot, each image that ends, progress now and then, and the end.
 * Returns when the request has ended; throws when the signal is aborted before.
 */
export async function feedRequest(
  stream: EventStream,
  { request, start, signal }: Feed,
  deps: FeedDependencies,
): Promise<void> {
  const snapshot = toResponse(request, deps.publicUrl, deps.now());
  await stream.send({ event: 'snapshot', id: start.after, data: snapshot });
  const hasEnded = start.end !== null && start.end.seq <= start.after;
  const followed = { request, from: start.after + 1, signal };
  const end = hasEnded ? start.end : await sendUntilEnd(stream, followed, deps);
  if (end) await sendEnd(stream, end, signal, deps);
  signal.throwIfAborted();
}

async function sendUntilEnd(
  stream: EventStream,
  { request, from, signal }: { request: RequestDetails; from: number; signal: AbortSignal },
  deps: FeedDependencies,
): Promise<End | null> {
  using progress = progressSender(stream, { request, signal }, deps);
  // What the log holds before `from` and the read model did not know yet is neither in the snapshot nor followed.
  progress.ask();
  for await (const logged of deps.log().follow(request.requestId, { from, signal })) {
    if (isEnd(logged)) return logged;
    const data = outcomeIn(logged.event);
    if (data) await stream.send({ event: 'image', id: logged.seq, data });
    progress.ask();
  }
  return null;
}

async function sendEnd(
  stream: EventStream,
  { event, seq }: End,
  signal: AbortSignal,
  { reads, publicUrl, now }: FeedDependencies,
): Promise<void> {
  const { requestId } = event.data;
  if (event.name === 'request.deleted') {
    return stream.send({ event: 'deleted', id: seq, data: { id: requestId } });
  }
  for (let tries = 0; tries < CATCH_UP_TRIES; tries++) {
    const request = await fromDatabase(reads.request(requestId));
    if (request?.status === 'completed' || request?.status === 'cancelled') {
      return stream.send({ event: request.status, id: seq, data: toResponse(request, publicUrl, now()) });
    }
    await delay(catchUpDelay(tries), undefined, { signal });
  }
}

function isEnd(logged: Logged): logged is End {
  return ENDS.some((name) => name === logged.event.name);
}
