import { once } from 'node:events';
import { expect, test } from 'vitest';
import { openEventStream } from './event-stream.ts';

const neverAborted = new AbortController().signal;

test('an event stands on lines of its own, with its place in the log', async () => {
  const { body, send } = openEventStream(neverAborted);
  await send({ event: 'image', id: 42, data: { name: 'two\nlines' } });
  await send({ event: 'progress', data: null });
  body.end();
  expect((await body.toArray()).join('')).toBe(
    'id: 42\nevent: image\ndata: {"name":"two\\nlines"}\n\nevent: progress\ndata: null\n\n',
  );
});

test('a silent stream is kept alive by comments', async () => {
  const { body } = openEventStream(neverAborted, 5);
  const [chunk] = await once(body, 'data');
  expect(String(chunk)).toBe(':\n\n');
  body.destroy();
});

test('a client that does not read holds the sender back, until it reads or goes away', async () => {
  const going = new AbortController();
  const { body, send, isBehind } = openEventStream(going.signal);
  const large = { event: 'image', data: 'x'.repeat(100_000) };
  const first = send(large);
  expect(isBehind()).toBe(true);
  body.read();
  await first;
  expect(isBehind()).toBe(false);

  const second = send(large);
  going.abort();
  await expect(second).rejects.toThrow('aborted');
  await expect(send(large)).rejects.toThrow('aborted');
});
