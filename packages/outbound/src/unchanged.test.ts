import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { DownloadOptions } from './download.ts';
import type { Validators } from './file-facts.ts';
import { createOutbound } from './outbound.ts';
import { httpOrigin } from './testing/origins.ts';

const options: DownloadOptions = {
  maxBytes: 100_000,
  headerTimeoutMs: 5_000,
  idleTimeoutMs: 5_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};

const outbound = () => createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1' });

/** A server of one file, which keeps what it was asked with. */
async function fileServer(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const conditions: Record<string, unknown>[] = [];
  const origin = await httpOrigin((request, response) => {
    const { 'if-none-match': etag, 'if-modified-since': since } = request.headers;
    conditions.push({ path: request.url, ...(etag && { etag }), ...(since && { since }) });
    answer(request, response);
  });
  return {
    url: origin.url,
    conditions,
    [Symbol.asyncDispose]: () => origin[Symbol.asyncDispose](),
  };
}

describe('a file that is known', () => {
  it.each<[Validators, object]>([
    [{ etag: 'W/"1"' }, { etag: 'W/"1"' }],
    [{ lastModified: 'Sun, 29 Nov 2026 10:00:00 GMT' }, { since: 'Sun, 29 Nov 2026 10:00:00 GMT' }],
  ])('is not sent again where the server says that it is unchanged (%j)', async (known, condition) => {
    await using client = outbound();
    await using origin = await fileServer((_request, response) => {
      const says = { etag: 'W/"1"', vary: 'Accept, User-Agent', 'cache-control': 'public, No-Store' };
      response.writeHead(304, says).end();
    });
    expect(await client.downloadIfChanged(origin.url, options, () => known)).toEqual({
      bytes: null,
      finalUrl: `${origin.url}/`,
      etag: 'W/"1"',
      lastModified: undefined,
      variesByAccept: true,
      variesByClient: true,
      noStore: true,
    });
    expect(origin.conditions).toEqual([{ path: '/', ...condition }]);
  });

  it('is sent where it has changed', async () => {
    await using client = outbound();
    await using origin = await fileServer((_request, response) => response.end('new bytes'));
    const answer = await client.downloadIfChanged(origin.url, options, () => ({ etag: '"1"' }));
    expect(answer.bytes?.toString()).toBe('new bytes');
  });

  it('is asked for by what is known of the address that the redirects come to, and of no other', async () => {
    await using client = outbound();
    await using origin = await fileServer(({ url }, response) => {
      if (url === '/a') response.writeHead(302, { location: '/b' }).end();
      else response.writeHead(304).end();
    });
    const known = ({ pathname }: URL) => (pathname === '/b' ? { etag: '"b"' } : undefined);
    const { finalUrl } = await client.downloadIfChanged(`${origin.url}/a`, options, known);
    expect(finalUrl).toBe(`${origin.url}/b`);
    expect(origin.conditions).toEqual([{ path: '/a' }, { path: '/b', etag: '"b"' }]);
  });
});

it('a file that nobody asked about cannot be unchanged', async () => {
  await using client = outbound();
  await using origin = await fileServer((_request, response) => response.writeHead(304).end());
  const failure = { code: 'unexpected_status', retryable: false };
  await expect(client.download(origin.url, options)).rejects.toMatchObject(failure);
  await expect(client.downloadIfChanged(origin.url, options, () => undefined)).rejects.toMatchObject(failure);
});

it.each([
  ['Origin, Accept-Encoding', { variesByClient: false }],
  ['*', { variesByClient: true }],
  ['accept, Cookie', { variesByAccept: true, variesByClient: true }],
])('of a server that chooses by %s is known whether it may choose another file', async (vary, expected) => {
  await using client = outbound();
  await using origin = await fileServer((_request, response) => response.setHeader('vary', vary).end('x'));
  expect(await client.download(origin.url, options)).toMatchObject(expected);
});
