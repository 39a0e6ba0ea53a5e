import { once } from 'node:events';
import { PassThrough } from 'node:stream';

export type ServerSentEvent = { event: string; data: unknown; id?: number };

/** A response of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export type EventStream = {
  /** What the client reads. */
  body: PassThrough;
  /** Whether the client has not yet taken in what was sent: nothing that can wait should be added. */
  isBehind(): boolean;
  /** Sends an event, and waits while the client is behind. Throws the signal's reason when it is aborted meanwhile. */
  send(event: ServerSentEvent): Promise<void>;
};

/** Proxies close connections that are silent for a minute, and clients look for new ones after less. */
const HEARTBEAT_MS = 15_000;

/** Opens a stream that a comment keeps alive while there is nothing to say, until it is ended or the signal aborts. */
export function openEventStream(signal: AbortSignal, heartbeatMs = HEARTBEAT_MS): EventStream {
  const body = new PassThrough();
  const isBehind = () => body.writableNeedDrain;
  const heartbeat = setInterval(() => isBehind() || body.write(':\n\n'), heartbeatMs);
  body.once('close', () => clearInterval(heartbeat));
  return {
    body,
    isBehind,
    async send(event) {
      signal.throwIfAborted();
      heartbeat.refresh();
      if (!body.write(encoded(event))) await once(body, 'drain', { signal });
    },
  };
}

function encoded({ event, data, id }: ServerSentEvent): string {
  const place = id === undefined ? '' : `id: ${id}\n`;
  // JSON has no line breaks of its own, so one data line is enough.
  return `${place}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
