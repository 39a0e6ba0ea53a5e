import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';

export type ReadEvent = { event: string | undefined; id: string | undefined; data: Record<string, unknown> };

export type EventReader = AsyncDisposable & {
  status: number;
  headers: Headers;
  /** The next event, or null at the end of the stream. */
  next(): Promise<ReadEvent | null>;
  /** The next event of a kind; those before it are skipped. */
  find(event: string): Promise<ReadEvent>;
  /** What comes until the stream ends. */
  rest(): Promise<ReadEvent[]>;
};

/** Reads server-sent events as a browser does. */
export async function readEvents(url: string, lastEventId?: string, key?: string): Promise<EventReader> {
  const closing = new AbortController();
  const response = await fetch(url, {
    signal: closing.signal,
    headers: {
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      ...(key !== undefined && { 'x-api-key': key }),
    },
  });
  const events = response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  const next = async () => {
    const read = await events?.read();
    return read?.value ? parsed(read.value) : null;
  };
  return {
    status: response.status,
    headers: response.headers,
    next,
    async find(event) {
      for (let read = await next(); read; read = await next()) if (read.event === event) return read;
      throw new Error(`the stream ended without ${event}`);
    },
    async rest() {
      const all: ReadEvent[] = [];
      for (let read = await next(); read; read = await next()) all.push(read);
      return all;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
    },
  };
}

const parsed = ({ event, id, data }: EventSourceMessage): ReadEvent => ({
  event,
  id,
  data: JSON.parse(data),
});
