import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createOutbound } from './outbound.ts';
import type { ProbeOptions } from './probe.ts';
import { httpOrigin } from './testing/origins.ts';

const options: ProbeOptions = {
  bytes: 1000,
  headerTimeoutMs: 5_000,
  idleTimeoutMs: 5_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};
const FILE = Buffer.alloc(50_000, 'picture ');

async function probeOf(listener: RequestListener, path = '/a.jpg') {
  await using client = createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1' });
  await using origin = await httpOrigin(listener);
  return await client.probe(origin.url + path, options);
}

/** As a server that knows ranges. */
function sendPart({ headers }: IncomingMessage, response: ServerResponse, file = FILE) {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  if (from === undefined) return response.end(file);
  const part = file.subarray(Number(from), Number(to) + 1);
  const range = `bytes ${from}-${Number(from) + part.length - 1}/${file.length}`;
  return response.writeHead(206, { 'content-range': range, 'content-length': part.length }).end(part);
}

it('asks for a part, and knows the size of the whole', async () => {
  const probed = await probeOf((request, response) => void sendPart(request, response));
  expect(probed).toMatchObject({ status: 206, failure: null, fileBytes: 50_000, ignoresRanges: false });
  expect(probed).toMatchObject({ isWhole: false, received: 1000, redirects: 0 });
  expect(probed.start).toEqual(FILE.subarray(0, 1000));
});

it('a file that is smaller than the part is there as a whole', async () => {
  const small = FILE.subarray(0, 300);
  const probed = await probeOf((request, response) => void sendPart(request, response, small));
  expect(probed).toMatchObject({ start: small, isWhole: true, fileBytes: 300 });
});

it('a server that ignores ranges is hung up on after the first bytes', async () => {
  const left = Promise.withResolvers<void>();
  const probed = await probeOf(async (_request, response) => {
    response.writeHead(200, { 'content-length': 1e9 });
    response.on('close', () => left.resolve());
    while (!response.destroyed)
      if (!response.write(FILE)) await Promise.race([once(response, 'drain'), left.promise]);
  });
  await left.promise;
  expect(probed).toMatchObject({
    status: 200,
    ignoresRanges: true,
    fileBytes: 1e9,
    isWhole: false,
    received: 1000,
  });
});

it.each([
  [
    'refuses the range',
    (response: ServerResponse) => response.writeHead(416, { 'content-range': 'bytes */9' }).end(),
  ],
  [
    'sends a part from elsewhere',
    (response: ServerResponse) =>
      response.writeHead(206, { 'content-range': 'bytes 5-9/50000' }).end('ureXX'),
  ],
])('one that %s is asked again for the whole', async (_what, answer) => {
  const probed = await probeOf((request, response) => {
    if (request.headers.range) answer(response);
    else response.writeHead(200, { 'content-length': FILE.length }).end(FILE);
  });
  expect(probed).toMatchObject({ status: 200, ignoresRanges: true, fileBytes: 50_000 });
  expect(probed.start).toEqual(FILE.subarray(0, 1000));
});

it.each([
  ['gzip', gzipSync(FILE)],
  ['br', brotliCompressSync(FILE)],
])(
  'a %s that nobody asked for is undone as far as it came, and its length is none of the file',
  async (coding, coded) => {
    const probed = await probeOf((_request, response) => {
      response.writeHead(200, { 'content-encoding': coding, 'content-length': coded.length }).end(coded);
    });
    expect(probed.start).toEqual(FILE.subarray(0, 1000));
    expect(probed.fileBytes).toBeUndefined();
  },
);

it('half of a gzip is the beginning of what it holds', async () => {
  const random = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * index * 31) % 251));
  const coded = gzipSync(random);
  const probed = await probeOf((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(coded.subarray(0, coded.length / 2));
  });
  expect(probed.start.length).toBeGreaterThan(0);
  expect(probed.start).toEqual(random.subarray(0, probed.start.length));
});

it('a status that is a failure is in the answer, with how the body begins', async () => {
  const probed = await probeOf((_request, response) => {
    response.writeHead(429, { 'retry-after': '30', server: 'shop' }).end('<title>Slow down</title>');
  });
  expect(probed).toMatchObject({ status: 429, failure: { code: 'rate_limited', retryAfterMs: 30_000 } });
  expect(probed.headers.server).toBe('shop');
  expect(probed.start.toString()).toContain('Slow down');
});

it('redirects are followed with the range, and every hop is told of', async () => {
  const ranges: unknown[] = [];
  const hops: string[] = [];
  await using client = createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1' });
  await using origin = await httpOrigin((request, response) => {
    ranges.push(request.headers.range);
    if (request.url === '/old') response.writeHead(301, { location: '/new' }).end();
    else sendPart(request, response.setHeader('vary', 'Accept'));
  });
  const visiting = ({ pathname }: URL) => void hops.push(pathname);
  const probed = await client.probe(`${origin.url}/old`, { ...options, visiting });
  expect(probed).toMatchObject({ redirects: 1, finalUrl: `${origin.url}/new`, variesByAccept: true });
  expect(hops).toEqual(['/old', '/new']);
  expect(ranges).toEqual(['bytes=0-999', 'bytes=0-999']);
});

it('what may not be downloaded may not be probed', async () => {
  await using client = createOutbound({ allow: [], userAgent: 'Test/1' });
  await using origin = await httpOrigin((_request, response) => void response.end());
  await expect(client.probe(origin.url, options)).rejects.toMatchObject({ code: 'blocked_address' });
  await expect(client.probe('file:///etc/passwd', options)).rejects.toMatchObject({ code: 'invalid_url' });
});
