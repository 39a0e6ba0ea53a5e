import { hash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DownloadOptions } from './download.ts';
import { createOutbound, type OutboundSettings } from './outbound.ts';
import { httpOrigin } from './testing/origins.ts';

const options: DownloadOptions = {
  maxBytes: 100_000,
  headerTimeoutMs: 5_000,
  idleTimeoutMs: 5_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};

function outbound(settings: Partial<OutboundSettings> = {}) {
  return createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1 (+https://example.org)', ...settings });
}

describe('a download', () => {
  it('gives the bytes, where it ended and what the server says of the file', async () => {
    await using client = outbound();
    await using origin = await httpOrigin(({ url }, response) => {
      if (url === '/a.png?x=1')
        return void response.writeHead(302, { location: '/b.png', etag: '"a"' }).end();
      const says = { etag: 'W/"b"', 'last-modified': 'Sun, 29 Nov 2026 10:00:00 GMT' };
      response.writeHead(200, { 'content-type': 'image/png', ...says }).end('bytes');
    });
    const { bytes, ...rest } = await client.download(`${origin.url}/a.png?x=1`, options);
    expect(bytes.toString()).toBe('bytes');
    expect(rest).toEqual({
      contentType: 'image/png',
      finalUrl: `${origin.url}/b.png`,
      etag: 'W/"b"',
      lastModified: 'Sun, 29 Nov 2026 10:00:00 GMT',
      variesByAccept: false,
      variesByClient: false,
      noStore: false,
    });
  });

  it.each([
    ['Accept', true],
    ['Origin, accept', true],
    [['Origin', 'Accept'], true],
    ['Accept-Encoding', false],
    ['*', false],
    ['', false],
  ])('says whether it varies by Accept (%j)', async (vary, expected) => {
    await using client = outbound();
    await using origin = await httpOrigin((_request, response) => {
      response.setHeader('vary', vary).end('bytes');
    });
    expect((await client.download(origin.url, options)).variesByAccept).toBe(expected);
  });

  it('asks at every hop for what its URL names', async () => {
    await using client = outbound();
    const accepted: unknown[] = [];
    await using origin = await httpOrigin(({ url, headers }, response) => {
      accepted.push(headers.accept);
      if (url === '/a') response.writeHead(302, { location: '/b' }).end();
      else response.end('bytes');
    });
    const accept = ({ pathname }: URL) => `image${pathname}`;
    await client.download(`${origin.url}/a`, { ...options, accept });
    expect(accepted).toEqual(['image/a', 'image/b']);
  });

  it('says who asks, and wants files as they are', async () => {
    await using client = outbound();
    await using origin = await httpOrigin(({ headers }, response) => response.end(JSON.stringify(headers)));
    const { bytes } = await client.download(origin.url, options);
    expect(JSON.parse(bytes.toString())).toMatchObject({
      'user-agent': 'Test/1 (+https://example.org)',
      accept: '*/*',
      'accept-encoding': 'identity',
    });
  });

  it('reads URLs as browsers do', async () => {
    await using client = outbound();
    await using origin = await httpOrigin(({ url }, response) => response.end(url));
    const { bytes } = await client.download(`${origin.url}/red shoes/grün.jpg?größe=1 2#part`, options);
    expect(bytes.toString()).toBe('/red%20shoes/gr%C3%BCn.jpg?gr%C3%B6%C3%9Fe=1%202');
  });

  it('comes with as many headers as a proxy likes to add', async () => {
    await using client = outbound();
    await using origin = await httpOrigin((_request, response) => {
      response.setHeader('content-security-policy', 'a'.repeat(60_000)).end('bytes');
    });
    expect((await client.download(origin.url, options)).bytes.toString()).toBe('bytes');
  });

  it('has its own bytes, however many come at the same time', async () => {
    await using client = outbound({ limits: { total: 20, perOrigin: 20 } });
    const files = Array.from({ length: 20 }, () => randomBytes(1_500_000));
    await using origin = await httpOrigin(({ url }, response) => response.end(files[Number(url?.slice(1))]));
    const downloads = files.map((_, index) =>
      client.download(`${origin.url}/${index}`, { ...options, maxBytes: 2_000_000 }),
    );
    const received = await Promise.all(downloads);
    expect(received.map(({ bytes }) => hash('sha256', bytes))).toEqual(
      files.map((bytes) => hash('sha256', bytes)),
    );
  });

  it.for([
    ['announces', 'content-length', 500_000],
    ['does not announce', 'x-nothing', 600_000],
  ] as const)('whose server %s its size is written to the memory it is given', async ([_, header, room]) => {
    const file = randomBytes(500_000);
    await using client = outbound();
    await using origin = await httpOrigin((_request, response) => {
      response.setHeader(header, file.length).write(file.subarray(0, 200_000));
      response.end(file.subarray(200_000));
    });
    const given: Buffer[] = [];
    const allocate = (bytes: number) => {
      given.push(Buffer.alloc(bytes + 10));
      return given.at(-1) as Buffer;
    };
    const { bytes } = await client.download(origin.url, { ...options, maxBytes: 600_000, allocate });
    expect(bytes.equals(file)).toBe(true);
    expect(bytes.buffer).toBe(given.at(-1)?.buffer);
    expect(bytes.buffer.byteLength).toBeLessThanOrEqual(room + 10);
  });

  it('reserves room for as much as the server announces, or for the limit', async () => {
    await using client = outbound();
    await using origin = await httpOrigin(({ url }, response) => {
      if (url === '/known') response.setHeader('content-length', 5);
      response.write('by');
      response.end('tes');
    });
    const reserved: number[] = [];
    const reserve = async (bytes: number) => reserved.push(bytes);
    await client.download(`${origin.url}/known`, { ...options, reserve });
    await client.download(`${origin.url}/unknown`, { ...options, reserve });
    expect(reserved).toEqual([5, 100_000]);
  });

  it('does not hold the wait for room against the server', async () => {
    await using client = outbound();
    await using origin = await httpOrigin((_request, response) => response.end('bytes'));
    const reserve = () => new Promise((resolve) => setTimeout(resolve, 400));
    const result = client.download(origin.url, {
      ...options,
      totalTimeoutMs: 200,
      idleTimeoutMs: 200,
      reserve,
    });
    expect((await result).bytes.toString()).toBe('bytes');
  });

  it('from one origin does not hold up another', async () => {
    await using client = outbound({ limits: { total: 4, perOrigin: 2 } });
    await using slow = await httpOrigin(() => {});
    await using quick = await httpOrigin((_request, response) => response.end('bytes'));
    const waiting = Array.from({ length: 6 }, () => client.download(slow.url, options));
    const outcomes = Promise.allSettled(waiting);
    const { bytes } = await client.download(quick.url, { ...options, totalTimeoutMs: 300 });
    expect(bytes.toString()).toBe('bytes');
    expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('is one of no more than the limits allow, of an origin and in all', async () => {
    const atOnce = { now: 0, most: 0 };
    const counts = (tally: typeof atOnce, by: number) => {
      tally.now += by;
      tally.most = Math.max(tally.most, tally.now);
    };
    const origins = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const here = { now: 0, most: 0 };
        const origin = await httpOrigin((_request, response) => {
          for (const tally of [here, atOnce]) counts(tally, 1);
          // Long enough for all that may come at once to be there.
          setTimeout(() => {
            for (const tally of [here, atOnce]) counts(tally, -1);
            response.end('bytes');
          }, 20);
        });
        return { origin, here };
      }),
    );
    await using parts = new AsyncDisposableStack();
    for (const { origin } of origins) parts.use(origin);
    const client = parts.use(outbound({ limits: { total: 4, perOrigin: 2 } }));
    const urls = Array.from({ length: 30 }, (_, index) => origins[index % 3]?.origin.url ?? '');
    await Promise.all(urls.map((url) => client.download(url, options)));
    for (const { here } of origins) expect(here.most).toBeLessThanOrEqual(2);
    expect(atOnce.most).toBeLessThanOrEqual(4);
    expect(atOnce.most).toBeGreaterThan(1);
  });
});
