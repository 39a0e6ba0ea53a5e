import { setTimeout as delay } from 'node:timers/promises';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { Check } from 'typebox/value';
import { ImageAnswer, ProgressAnswer, RequestAnswer } from './answers.ts';
import { CommandError } from './command-error.ts';
import type { Server } from './server.ts';

/** What happens to a request that is watched. */
export type WatchEvent =
  | { event: 'snapshot'; id: string; data: RequestAnswer }
  | { event: 'completed'; id: string; data: RequestAnswer }
  | { event: 'progress'; id: string; data: ProgressAnswer }
  | { event: 'image'; id: string; data: ImageAnswer };

/** How long to wait before each attempt to take up the stream again; news of the request begin the row anew. */
export const RECONNECT_AFTER_MS = [200, 500, 1_000, 2_000, 5_000, 5_000, 10_000, 10_000, 15_000, 15_000];

/** Whether nothing more happens to a request. */
export const hasEnded = ({ status }: RequestAnswer): boolean =>
  status === 'completed' || status === 'cancelled';

/**
 * What happens to a request, until it has ended. Takes up the stream where it was when the connection is lost.
 * @throws CommandError when the server is away at the start or stays away, or there is no such request
 */
export async function* followRequest(
  server: Server,
  requestId: string,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, RequestAnswer> {
  let lastEventId = '';
  let reached = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      for await (const message of messagesOf(server, requestId, lastEventId)) {
        reached = true;
        if (message.id && message.id !== lastEventId) attempt = 0;
        lastEventId = message.id ?? lastEventId;
        const event = watchEventOf(message);
        if (event) yield event;
        if (isOfRequest(event) && hasEnded(event.data)) return event.data;
      }
      reached = true;
      // The stream ended without saying how the request did.
      const request = await server.ask(RequestAnswer, `requests/${requestId}`);
      if (hasEnded(request)) {
        yield { event: 'completed', id: lastEventId, data: request };
        return request;
      }
    } catch (error) {
      const mayPass = error instanceof CommandError && error.passing;
      if (!reached || !mayPass || attempt >= RECONNECT_AFTER_MS.length) throw error;
    }
    await delay(RECONNECT_AFTER_MS[Math.min(attempt, RECONNECT_AFTER_MS.length - 1)], undefined, { signal });
  }
}

async function* messagesOf(
  server: Server,
  requestId: string,
  lastEventId: string,
): AsyncGenerator<EventSourceMessage> {
  const response = await server.call(`requests/${requestId}/events`, {
    headers: { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) },
  });
  if (!response.body) return;
  const messages = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  yield* server.read(messages);
}

const isOfRequest = (event?: WatchEvent) => event?.event === 'snapshot' || event?.event === 'completed';

/** The event of a message; nothing for the kinds that later versions may add. */
function watchEventOf({ event, id = '', data: text }: EventSourceMessage): WatchEvent | undefined {
  const data: unknown = parse(text);
  switch (event) {
    case 'snapshot':
    case 'completed':
      return Check(RequestAnswer, data) ? { event, id, data } : undefined;
    case 'progress':
      return Check(ProgressAnswer, data) ? { event, id, data } : undefined;
    case 'image':
      return Check(ImageAnswer, data) ? { event, id, data } : undefined;
    default:
      return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
