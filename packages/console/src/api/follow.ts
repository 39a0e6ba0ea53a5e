import { EventSourceParserStream } from 'eventsource-parser/stream';
import { CallError, isAbort, problemIn } from './call-error.ts';
import { keyHeaders, noteAnswer } from './session.ts';
import type { ImageOutcome, Progress, Request } from './shapes.ts';

/** What is told of a request that is followed. */
export type Told =
  | { event: 'snapshot' | 'completed' | 'cancelled'; data: Request }
  | { event: 'progress'; data: Progress }
  | { event: 'image'; data: ImageOutcome }
  | { event: 'deleted'; data: { id: string } };

export type Listener = {
  told(event: Told): void;
  /** Whether the events come in, or have to be waited for as the gateway is away. */
  connected(isConnected: boolean): void;
};

/** How long to wait before each attempt to take up the stream again; the last one repeats. */
export const RECONNECT_AFTER_MS = [200, 500, 1000, 2000, 4000] as const;

/** Event streams send a heartbeat every 15 s. */
const SILENCE_MS = 40_000;

/**
 * Tells what happens to a request until its end is told. It is taken up where it was when the connection is lost.
 * `EventSource` cannot send a key, so the stream is fetched.
 * @throws CallError when the gateway refuses it, as for a request that there is not
 */
export async function follow(id: string, listener: Listener, signal: AbortSignal): Promise<void> {
  let lastEventId = '';
  for (let attempt = 0; ; attempt += 1) {
    try {
      for await (const { event, id: place, data } of messages(id, lastEventId, signal)) {
        attempt = 0;
        lastEventId = place ?? lastEventId;
        const told = { event, data: JSON.parse(data) } as Told;
        listener.connected(true);
        listener.told(told);
        if (isEnd(told)) return;
      }
      // The stream ended without telling the end: nothing came after what was told, or the gateway stops.
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      if (error instanceof KnownEnd) return;
      if (!(error instanceof CallError && error.passes)) throw error;
    }
    listener.connected(false);
    if (!(await waited(RECONNECT_AFTER_MS[Math.min(attempt, RECONNECT_AFTER_MS.length - 1)] ?? 0, signal)))
      return;
  }
}

const isEnd = ({ event, data }: Told) =>
  event === 'completed' ||
  event === 'cancelled' ||
  event === 'deleted' ||
  (event === 'snapshot' && (data.status === 'completed' || data.status === 'cancelled'));

/** The gateway answers so to whoever knows the end. */
class KnownEnd extends Error {}

async function* messages(id: string, lastEventId: string, signal: AbortSignal) {
  const silence = new AbortController();
  const ends = AbortSignal.any([signal, silence.signal]);
  const headers = {
    accept: 'text/event-stream',
    ...keyHeaders(),
    ...(lastEventId && { 'last-event-id': lastEventId }),
  };
  const response = await fetch(`/v1/requests/${encodeURIComponent(id)}/events`, {
    headers,
    signal: ends,
    cache: 'no-store',
  }).catch((cause: unknown) => {
    if (isAbort(cause)) throw cause;
    throw new CallError(0, null);
  });
  noteAnswer(response.status);
  if (response.status === 204) throw new KnownEnd();
  if (!response.ok) throw new CallError(response.status, problemIn(await response.json().catch(() => null)));
  if (!response.body) return;
  const events = response.body
    .pipeThrough(watched(() => silence.abort(new CallError(0, null))))
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(brokenOff);
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}

function brokenOff(cause: unknown): never {
  throw isAbort(cause) ? cause : new CallError(0, null);
}

/** Passes everything on, and says when nothing has come for too long: a dead connection tells nobody. */
function watched(onSilence: () => void): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let timer = setTimeout(onSilence, SILENCE_MS);
  return new TransformStream({
    transform(chunk, controller) {
      clearTimeout(timer);
      timer = setTimeout(onSilence, SILENCE_MS);
      controller.enqueue(chunk);
    },
    flush: () => clearTimeout(timer),
  });
}

function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const timer = setTimeout(() => resolve(true), ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
