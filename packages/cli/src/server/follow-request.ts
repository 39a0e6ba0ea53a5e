import { setTimeout as delay } from 'node:timers/promises';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { Check } from 'typebox/value';
import type { Advice } from '../advice.ts';
import { DeletedAnswer, ImageAnswer, ProgressAnswer, RequestAnswer } from '../answers.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Server } from './server.ts';

/** What happens to a request that is watched. Events that can be taken up from have an id. */
export type WatchEvent = { id?: string } & (
  | { event: 'snapshot' | 'completed' | 'cancelled'; data: RequestAnswer }
  | { event: 'progress'; data: ProgressAnswer }
  | { event: 'image'; data: ImageAnswer }
  | { event: 'deleted'; data: { id: string } }
);

/** How long to wait before each attempt to take up the stream again; news of the request start the row again. */
export const RECONNECT_AFTER_MS = [200, 500, 1_000, 2_000, 5_000, 5_000, 10_000, 10_000, 15_000, 15_000];

/** Whether nothing more happens to a request. */
export const hasEnded = ({ status }: RequestAnswer): boolean =>
  status === 'completed' || status === 'cancelled';

/**
 * What happens to a request, until it has ended. Takes up the stream where it was when the connection is lost.
 * @throws CommandError when the server is away at the start or stays away, or there is no such request
 */
export async function* followRequest(
  { server, advice, signal }: { server: Server; advice: Advice; signal: AbortSignal },
  requestId: string,
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
        if (!event) continue;
        yield event;
        if (event.event === 'deleted') throw deleted(requestId, advice);
        if ('status' in event.data && 'outcome' in event.data && hasEnded(event.data)) return event.data;
      }
      reached = true;
      // The stream ended without saying how the request did.
      const request = await server.ask(RequestAnswer, `requests/${requestId}`);
      if (hasEnded(request)) {
        yield { event: 'snapshot', data: request };
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

const deleted = (requestId: string, { command }: Advice) =>
  new CommandError(EXIT.notFound, `Request ${requestId} was deleted.`, {
    hint: `${command('list')} shows those there are.`,
  });

/** The event of a message; nothing for the kinds that later versions may add. */
function watchEventOf({ event, id, data: text }: EventSourceMessage): WatchEvent | undefined {
  const data = parse(text);
  const place = id === undefined ? {} : { id };
  switch (event) {
    case 'snapshot':
    case 'completed':
    case 'cancelled':
      return Check(RequestAnswer, data) ? { event, ...place, data } : undefined;
    case 'progress':
      return Check(ProgressAnswer, data) ? { event, ...place, data } : undefined;
    case 'image':
      return Check(ImageAnswer, data) ? { event, ...place, data } : undefined;
    case 'deleted':
      return Check(DeletedAnswer, data) ? { event, ...place, data } : undefined;
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
