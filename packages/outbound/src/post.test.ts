import { expect, it } from 'vitest';
import { createOutbound } from './outbound.ts';
import type { PostOptions } from './post.ts';
import { httpOrigin, rawOrigin } from './testing/origins.ts';

const options: PostOptions = {
  headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1' },
  body: '{"type":"test","name":"größe"}',
  timeoutMs: 500,
  maxAnswerBytes: 10_000,
};
const outbound = () => createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1' });

it('a webhook arrives with its headers and body', async () => {
  await using client = outbound();
  const arrived: unknown[] = [];
  await using receiver = await httpOrigin(async (request, response) => {
    arrived.push(request.method, request.url, request.headers['webhook-id'], request.headers['user-agent']);
    for await (const chunk of request) arrived.push(String(chunk));
    response.writeHead(204).end();
  });
  const answer = await client.post(`${receiver.url}/hook?a=1`, options);
  expect(answer).toMatchObject({ status: 204, retryAfterMs: undefined });
  expect(arrived).toEqual(['POST', '/hook?a=1', 'msg_1', 'Test/1', options.body]);
});

it.each([200, 302, 404, 410, 500])('status %s is an answer, and is given back once', async (status) => {
  await using client = outbound();
  let hits = 0;
  await using receiver = await httpOrigin((_request, response) => {
    hits += 1;
    response.writeHead(status, { location: '/elsewhere', 'retry-after': '3' }).end('words');
  });
  expect(await client.post(receiver.url, options)).toMatchObject({ status, retryAfterMs: 3_000 });
  expect(hits).toBe(1);
});

it('an endless answer counts by its status', async () => {
  await using client = outbound();
  await using receiver = await httpOrigin((_request, response) => {
    const more = () => response.destroyed || response.write(Buffer.alloc(5_000), () => setImmediate(more));
    more();
  });
  expect(await client.post(receiver.url, options)).toMatchObject({ status: 200 });
});

it('as much of the answer is kept as was asked for, and it says whether there was more', async () => {
  await using client = outbound();
  await using receiver = await httpOrigin((_request, response) => response.writeHead(200).end('some words'));
  const kept = async (keptAnswerBytes: number) => {
    const { body, truncated } = await client.post(receiver.url, { ...options, keptAnswerBytes });
    return { body: body.toString(), truncated };
  };
  expect(await kept(4)).toEqual({ body: 'some', truncated: true });
  expect(await kept(10)).toEqual({ body: 'some words', truncated: false });
});

it('an answer that stops in the middle counts by its status, with what came of it', async () => {
  await using client = outbound();
  await using receiver = await httpOrigin((_request, response) => void response.writeHead(201).write('some'));
  const answer = await client.post(receiver.url, { ...options, keptAnswerBytes: 100 });
  expect(answer).toMatchObject({ status: 201, body: Buffer.from('some'), truncated: true });
});

it('a receiver that does not answer in time is an error that says so', async () => {
  await using client = outbound();
  await using receiver = await httpOrigin(() => {});
  await expect(client.post(receiver.url, options)).rejects.toMatchObject({
    code: 'timeout',
    retryable: true,
  });
});

it('a receiver that hangs up is an error that says so', async () => {
  await using client = outbound();
  await using receiver = await httpOrigin((request) => request.socket.resetAndDestroy());
  await expect(client.post(receiver.url, options)).rejects.toMatchObject({ code: 'connection_failed' });
});

it('what only announces the answer is not taken for it', async () => {
  await using client = outbound();
  await using receiver = await rawOrigin((socket) =>
    socket.write('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 410 Gone\r\ncontent-length: 4\r\n\r\ngone'),
  );
  const answer = await client.post(receiver.url, { ...options, keptAnswerBytes: 100 });
  expect(answer).toMatchObject({ status: 410, body: Buffer.from('gone'), truncated: false });
});

it('webhooks one after another go over two connections, since undici rests each for a turn', async () => {
  await using client = outbound();
  let connections = 0;
  await using receiver = await httpOrigin(
    (_request, response) => response.writeHead(200).end('words'),
    () => (connections += 1),
  );
  for (let sent = 0; sent < 6; sent++) await client.post(receiver.url, options);
  expect(connections).toBeLessThanOrEqual(2);
});

it('a caller that gives up gets its own reason, and the receiver a connection that ends', async () => {
  await using client = outbound();
  const { promise: hungUp, resolve } = Promise.withResolvers<void>();
  const giving = new AbortController();
  const reason = new Error('stopped');
  await using receiver = await httpOrigin((request) => {
    request.socket.once('close', resolve);
    giving.abort(reason);
  });
  await expect(client.post(receiver.url, { ...options, signal: giving.signal })).rejects.toBe(reason);
  await hungUp;
});
