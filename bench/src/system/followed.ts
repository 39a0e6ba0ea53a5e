/** What the event stream of a request said, and when it was read, in milliseconds since 1970. */
export type Message = { event: string; data: unknown; at: number };

/** The messages of an event stream as they come, until it ends. */
export async function* messagesOf(url: string): AsyncGenerator<Message> {
  const response = await fetch(url, { headers: { accept: 'text/event-stream' } });
  if (!response.body) throw new Error(`${url} answered ${response.status}`);
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const event = /^event: (.*)$/m.exec(message)?.[1];
      const data: unknown = JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? '{}');
      if (event) yield { event, data, at: Date.now() };
    }
  }
}

/** When the last image of a request ended and when its client learned that it is complete, since 1970. */
export type End = { lastImageAt: number; completedAt: number };

/** Follows a request to its end. @throws when the stream ends without one, or tells of no image */
export async function followedToEnd(api: string, id: string): Promise<End> {
  let lastImageAt = 0;
  for await (const { event, data, at } of messagesOf(`${api}/v1/requests/${id}/events`)) {
    if (event === 'image') {
      lastImageAt = Math.max(lastImageAt, Date.parse((data as { endedAt: string }).endedAt));
    } else if (event === 'completed' && lastImageAt > 0) return { lastImageAt, completedAt: at };
  }
  throw new Error(`the stream of ${id} told of no image and its end`);
}
