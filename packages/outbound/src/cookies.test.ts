import type { IncomingMessage, RequestListener } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { createChainCookies } from './cookies.ts';
import type { DownloadOptions } from './download.ts';
import { createOutbound } from './outbound.ts';
import { httpOrigin } from './testing/origins.ts';

const options: DownloadOptions = {
  maxBytes: 1_000,
  headerTimeoutMs: 5_000,
  idleTimeoutMs: 5_000,
  totalTimeoutMs: 10_000,
  maxRedirects: 5,
};

const client = createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1' });
afterAll(() => client[Symbol.asyncDispose]());

/** Answers with the file to whoever has the cookie, and sends all others to fetch it at the same address. */
const challenge =
  (seen: IncomingMessage[] = []): RequestListener =>
  (request, response) => {
    seen.push(request);
    if (request.headers.cookie?.includes('passed=yes')) response.end('bytes');
    else response.writeHead(302, { location: request.url, 'set-cookie': 'passed=yes; Path=/' }).end();
  };

describe('the cookies of a chain of redirects', () => {
  it('open what a challenge keeps shut until it has set them', async () => {
    await using origin = await httpOrigin(challenge());
    const { bytes, finalUrl } = await client.download(`${origin.url}/a.jpg`, options);
    expect(bytes.toString()).toBe('bytes');
    expect(finalUrl).toBe(`${origin.url}/a.jpg`);
  });

  it('are forgotten after it', async () => {
    const seen: IncomingMessage[] = [];
    await using origin = await httpOrigin(challenge(seen));
    for (const name of ['a', 'b']) await client.download(`${origin.url}/${name}.jpg`, options);
    expect(seen.map(({ headers }) => headers.cookie)).toEqual([
      undefined,
      'passed=yes',
      undefined,
      'passed=yes',
    ]);
  });

  it('come back to their origin by way of another, which sees none', async () => {
    const elsewhere: IncomingMessage[] = [];
    let back = '';
    await using consent = await httpOrigin((request, response) => {
      elsewhere.push(request);
      response.writeHead(302, { location: back, 'set-cookie': 'consent=given' }).end();
    });
    await using origin = await httpOrigin((request, response) => {
      if (request.headers.cookie === 'passed=yes') return void response.end('bytes');
      response.writeHead(302, { location: consent.url, 'set-cookie': 'passed=yes' }).end();
    });
    back = `${origin.url}/a.jpg`;
    expect((await client.download(back, options)).bytes.toString()).toBe('bytes');
    expect(elsewhere.map(({ headers }) => headers.cookie)).toEqual([undefined]);
  });

  it.each([
    ['with cookies', { 'set-cookie': 'a=b' }, /in a circle, although the cookies that it set were sent back/],
    ['without', {}, /in a circle\.$/],
  ])(
    'do not help where the server redirects in a circle %s, and the reason says so',
    async (_, set, detail) => {
      await using origin = await httpOrigin(({ url }, response) => {
        response.writeHead(302, { location: url === '/a' ? '/b' : '/a', ...set }).end();
      });
      await expect(client.download(`${origin.url}/a`, options)).rejects.toMatchObject({
        code: 'too_many_redirects',
        retryable: false,
        detail: expect.stringMatching(detail),
      });
    },
  );

  it('are no part of the reason where every redirect leads further', async () => {
    await using origin = await httpOrigin(({ url }, response) => {
      response.writeHead(302, { location: `${url}a`, 'set-cookie': 'a=b' }).end();
    });
    await expect(client.download(`${origin.url}/`, options)).rejects.toMatchObject({
      detail: 'More than 5 redirects.',
    });
  });
});

describe('a cookie', () => {
  const NOW = Date.parse('2026-11-29T10:00:00Z');
  const setAt = new URL('https://shop.example/images/set');

  /** What is sent to a path after all these were set. */
  function sentTo(path: string, ...lines: string[]): string | undefined {
    const cookies = createChainCookies(() => NOW);
    cookies.keep(setAt, lines);
    return cookies.headerFor(new URL(path, setAt));
  }

  it.each([
    ['/images/a.jpg', ['a=1'], 'a=1'],
    ['/images', ['a=1'], 'a=1'],
    ['/images-2/a.jpg', ['a=1'], undefined],
    ['/a.jpg', ['a=1'], undefined],
    ['/a.jpg', ['a=1; Path=/'], 'a=1'],
    ['/deep/er/a.jpg', ['a=1; path=/deep', 'b=2; path=/deep/er'], 'b=2; a=1'],
    ['/images/a', ['a=1', 'a=2'], 'a=2'],
    ['/images/a', ['a=1', 'a=; Max-Age=0'], undefined],
    ['/images/a', ['a=1; Max-Age=60', 'b=2; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], 'a=1'],
    ['/images/a', ['a=b%20c="d"; Secure; HttpOnly; SameSite=Strict'], 'a=b%20c="d"'],
    ['/images/a', ['', '=', ';', '=nameless'], 'nameless'],
    ['/images/a', ['a=\u00011', 'b=2\r\nx: y'], undefined],
    ['/images/a', [`a=${'b'.repeat(5_000)}`, 'c=1'], 'c=1'],
    ['/images/a', [`a=${'b'.repeat(4_000)}`, `b=${'b'.repeat(4_000)}`, `c=${'c'.repeat(4_000)}`], undefined],
  ])('is sent to %s after %j as %j', (path, lines, expected) => {
    expect(sentTo(path, ...lines)).toBe(expected);
  });

  it('is one of no more than fifty', () => {
    const lines = Array.from({ length: 100 }, (_, n) => `c${n}=1`);
    expect(sentTo('/images/a', ...lines)?.split('; ')).toHaveLength(50);
  });

  it.each([
    'http://shop.example/images/a',
    'https://shop.example:8443/images/a',
    'https://www.shop.example/images/a',
  ])('is not for %s, which is another origin', (url) => {
    const cookies = createChainCookies(() => NOW);
    cookies.keep(setAt, 'a=1; Domain=shop.example; Path=/');
    expect(cookies.headerFor(new URL(url))).toBeUndefined();
  });
});
