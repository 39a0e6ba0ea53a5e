import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { DownloadOptions } from './download.ts';
import { createOutbound, type OutboundSettings } from './outbound.ts';
import { httpOrigin, rawOrigin } from './testing/origins.ts';

const options: DownloadOptions = {
  maxBytes: 100_000,
  headerTimeoutMs: 500,
  idleTimeoutMs: 500,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};

function outbound(settings: Partial<OutboundSettings> = {}) {
  return createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1 (+https://example.org)', ...settings });
}

const failed = (code: string, retryable: boolean, detail?: RegExp, hint?: RegExp) =>
  expect.objectContaining({
    name: 'OutboundError',
    code,
    retryable,
    ...(detail && { detail: expect.stringMatching(detail) }),
    ...(hint && { hint: expect.stringMatching(hint) }),
  });

describe('a download fails', () => {
  it.each([
    [204, undefined],
    [206, failed('unexpected_status', false)],
    [304, failed('unexpected_status', false)],
    [400, failed('unexpected_status', false)],
    [401, failed('access_denied', false)],
    [403, failed('access_denied', false)],
    [404, failed('not_found', false, /404 \(Not Found\)/)],
    [408, failed('timeout', true)],
    [410, failed('not_found', false)],
    [418, failed('unexpected_status', false)],
    [429, failed('rate_limited', true)],
    [430, failed('rate_limited', true, /430\./)],
    [509, failed('rate_limited', true, /509 \(Bandwidth/)],
    [500, failed('server_error', true)],
    [503, failed('server_error', true)],
    [599, failed('server_error', true, /599\./)],
  ])('with status %s as the table says', async (status, error) => {
    await using client = outbound();
    await using origin = await httpOrigin((_request, response) => response.writeHead(status).end());
    const result = client.download(origin.url, options);
    if (error) await expect(result).rejects.toEqual(error);
    else expect((await result).bytes).toHaveLength(0);
  });

  it('and says how long a busy server asks us to wait', async () => {
    await using client = outbound();
    await using origin = await httpOrigin(({ url }, response) => {
      response.writeHead(url === '/404' ? 404 : 429, { 'retry-after': '7' }).end();
    });
    await expect(client.download(origin.url, options)).rejects.toMatchObject({ retryAfterMs: 7_000 });
    await expect(client.download(`${origin.url}/404`, options)).rejects.toMatchObject({
      retryAfterMs: undefined,
    });
  });

  it.each([
    ['never answers', () => {}, failed('timeout', true, /start to answer/)],
    [
      'stops in the middle of the body',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'),
      failed('timeout', true, /stopped sending/),
    ],
    [
      'closes the connection before the announced end',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'),
      failed('truncated', true, /3 of 9 bytes/),
    ],
    [
      'announces a file beyond the limit',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100001\r\n\r\n'),
      failed('too_large', false, /100001 bytes; the limit is 100000/),
    ],
    [
      'resets it in the middle of the body',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc', () =>
          setTimeout(() => socket.resetAndDestroy(), 50),
        );
      },
      failed('connection_failed', true),
    ],
    [
      'does not speak HTTP',
      (socket) => socket.end('220 smtp\r\n'),
      failed('connection_failed', false, /not valid/),
    ],
    [
      'answers with TLS',
      (socket) => socket.end(Buffer.from([21, 3, 1, 0, 2, 2, 70])),
      failed('connection_failed', false, /answers with TLS/, /https:/),
    ],
    [
      'ends its lines with LF alone',
      (socket) => socket.end('HTTP/1.1 200 OK\ncontent-length: 3\n\nabc'),
      failed('connection_failed', false, /not valid HTTP: its lines end with LF alone/),
    ],
    [
      'sends too many header fields',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(40_000)}\r\n`),
      failed('connection_failed', false, /more than 64 kB of header fields/),
    ],
    [
      'sends a header field that is too large',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\na: ${'b'.repeat(70_000)}\r\n\r\n`),
      failed('connection_failed', false, /more than 64 kB of header fields/),
    ],
    [
      'sends interim answers alone',
      (socket) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(20)),
      failed('connection_failed', false, /more than 8 interim answers/),
    ],
  ] satisfies [string, (socket: Socket) => unknown, unknown][])(
    'when the server %s',
    async (_what, answer, error) => {
      await using client = outbound();
      await using origin = await rawOrigin(answer);
      await expect(client.download(origin.url, options)).rejects.toEqual(error);
    },
  );

  const ENDS: [string, (socket: Socket) => unknown][] = [
    ['closes', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
  ];
  const HEADS = [
    ['HTTP/1.1', 'connection: close\r\ncontent-length: 9\r\n\r\nabc', /3 of 9 bytes/],
    ['HTTP/1.1', 'connection: close\r\ncontent-length: 9\r\n\r\n', /0 of 9 bytes/],
    ['HTTP/1.1', 'connection: close\r\ntransfer-encoding: chunked\r\n\r\n9\r\nabc', /3 bytes/],
    ['HTTP/1.0', 'content-length: 9\r\n\r\nabc', /3 of 9 bytes/],
  ] as const;
  it.for(ENDS.flatMap(([what, end]) => HEADS.map((head) => [what, ...head, end] as const)))(
    'when a server that closes after its answer %s the connection in the middle of it (%s %j)',
    async ([_what, version, head, detail, end]) => {
      await using client = outbound();
      await using origin = await rawOrigin((socket) => {
        socket.write(`${version} 200 OK\r\n${head}`, () => setTimeout(end, 50, socket));
      });
      await expect(client.download(origin.url, options)).rejects.toEqual(failed('truncated', true, detail));
    },
  );

  it('when a body that drips outlasts the total time', async () => {
    await using client = outbound();
    await using origin = await httpOrigin((_request, response) => {
      const drip = setInterval(() => response.write('a'), 50);
      response.on('close', () => clearInterval(drip));
    });
    const result = client.download(origin.url, { ...options, totalTimeoutMs: 400 });
    await expect(result).rejects.toEqual(failed('timeout', true, /0.4 s in all/));
  });

  it('when nobody listens', async () => {
    await using client = outbound();
    const origin = await httpOrigin(() => {});
    await origin[Symbol.asyncDispose]();
    await expect(client.download(origin.url, options)).rejects.toEqual(failed('connection_failed', true));
  });

  it('when the host name does not exist, or not at the moment', async () => {
    const resolve = async (hostname: string) => {
      const code = hostname.startsWith('later') ? 'EAI_AGAIN' : 'ENOTFOUND';
      throw Object.assign(new Error(`getaddrinfo ${code}`), { code });
    };
    await using client = outbound({ resolve });
    await expect(client.download('http://gone.example', options)).rejects.toEqual(
      failed('dns_failed', false),
    );
    await expect(client.download('http://later.example', options)).rejects.toEqual(
      failed('dns_failed', true),
    );
  });

  it('when the resolver does not answer in time', async () => {
    await using client = outbound({ resolve: () => new Promise(() => {}), connectTimeoutMs: 200 });
    await expect(client.download('http://slow.example', options)).rejects.toEqual(failed('timeout', true));
  });

  it.each([
    'no url',
    '/relative.jpg',
    '',
    'ftp://example.org/a.jpg',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'http://user:secret@example.org/a.jpg',
    'http://exa mple.org/',
    'http://example.org:0/a.jpg',
    'http://example.org:65536/a.jpg',
  ])('when the URL is "%s"', async (url) => {
    await using client = outbound();
    await expect(client.download(url, options)).rejects.toEqual(failed('invalid_url', false));
  });

  it('with the reason of the caller who gives up', async () => {
    await using client = outbound();
    const caller = new AbortController();
    await using origin = await httpOrigin(() => caller.abort(new Error('shutting down')));
    await expect(client.download(origin.url, { ...options, signal: caller.signal })).rejects.toThrow(
      'shutting down',
    );
  });
});
