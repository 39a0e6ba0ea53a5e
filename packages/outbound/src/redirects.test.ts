import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadOptions } from './download.ts';
import { createOutbound } from './outbound.ts';
import { countConnectionAttempts } from './testing/connection-attempts.ts';
import { httpOrigin } from './testing/origins.ts';

const options: DownloadOptions = {
  maxBytes: 1_000,
  headerTimeoutMs: 2_000,
  idleTimeoutMs: 2_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};
const posting = { headers: {}, body: '{}', timeoutMs: 2_000, maxAnswerBytes: 100 };

/** Where a server that may be asked sends us; `{port}` is the canary's. */
const PRIVATE_LOCATIONS = [
  ['http://127.0.0.1:{port}/', 'blocked_address'],
  ['https://127.0.0.1:{port}/', 'blocked_address'],
  ['HTTP://127.0.0.1:{port}/', 'blocked_address'],
  ['//127.0.0.1:{port}/', 'blocked_address'],
  ['///127.0.0.1:{port}/', 'blocked_address'],
  ['\\\\127.0.0.1:{port}\\', 'blocked_address'],
  ['/\\127.0.0.1:{port}/', 'blocked_address'],
  ['http:\\\\127.0.0.1:{port}', 'blocked_address'],
  ['http://2130706433:{port}/', 'blocked_address'],
  ['http://0x7f.1:{port}/', 'blocked_address'],
  ['http://0177.0.0.1:{port}/', 'blocked_address'],
  ['http://127.1:{port}/', 'blocked_address'],
  ['http://127.0.0.1.:{port}/', 'blocked_address'],
  ['http://%31%32%37.0.0.1:{port}/', 'blocked_address'],
  ['http://１２７.０.０.１:{port}/', 'blocked_address'],
  ['http://127。0。0。1:{port}/', 'blocked_address'],
  ['http://localhost:{port}/', 'blocked_address'],
  ['http://a.localhost.:{port}/', 'blocked_address'],
  ['http://[::1]:{port}/', 'blocked_address'],
  ['http://[::ffff:7f00:1]:{port}/', 'blocked_address'],
  ['http://[64:ff9b::7f00:1]:{port}/', 'blocked_address'],
  ['http://0:{port}/', 'blocked_address'],
  ['http://inside.example:{port}/', 'blocked_address'],
  ['http://169.254.169.254/latest/meta-data/', 'blocked_address'],
  ['http://8.8.8.8:6379/', 'blocked_address'],
  ['http://user@127.0.0.1:{port}/', 'invalid_url'],
  ['http://[fe80::1%25lo]:{port}/', 'invalid_url'],
  ['ftp://127.0.0.1:{port}/', 'invalid_url'],
  ['file:///etc/passwd', 'invalid_url'],
  ['gopher://127.0.0.1:{port}/_PING', 'invalid_url'],
  ['data:image/png;base64,AAAA', 'invalid_url'],
  ['javascript:alert(1)', 'invalid_url'],
  ['unix:/var/run/docker.sock', 'invalid_url'],
  ['http+unix://%2Fvar%2Frun%2Fdocker.sock/', 'invalid_url'],
] as const;

const FOLLOWED = [301, 302, 303, 307, 308];
const NOT_FOLLOWED = [300, 304, 305, 306, 310, 399];

let arrivals = 0;
const canary = await httpOrigin(
  (_request, response) => response.end('secret'),
  () => {
    arrivals += 1;
  },
);
const origin = await httpOrigin(({ url = '' }, response) => {
  const { searchParams } = new URL(url, 'http://origin.example');
  const location = Buffer.from(searchParams.get('to') ?? '').toString('latin1');
  response.writeHead(Number(searchParams.get('status')), { location }).end();
});
const client = createOutbound({
  allow: [origin.host],
  userAgent: 'Test/1',
  resolve: async (hostname) => [
    { address: hostname.startsWith('inside') ? '10.0.0.1' : '127.0.0.1', family: 4 },
  ],
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
  await canary[Symbol.asyncDispose]();
});
beforeEach(() => {
  arrivals = 0;
});

function redirectTo(template: string, status: number): string {
  const to = template.replace('{port}', new URL(canary.url).port);
  return `${origin.url}/?${new URLSearchParams({ to, status: String(status) })}`;
}

describe.each(FOLLOWED)('a redirect by %s', (status) => {
  it.each(PRIVATE_LOCATIONS)('to %s ends as %s', async (location, code) => {
    using attempts = countConnectionAttempts();
    const download = client.download(redirectTo(location, status), options);
    await expect(download).rejects.toMatchObject({ name: 'OutboundError', code, retryable: false });
    // To the origin, unless its connection is still there.
    expect(attempts.count).toBeLessThanOrEqual(1);
    expect(arrivals).toBe(0);
  });

  it('is no reason for a webhook to go elsewhere', async () => {
    for (const [location] of PRIVATE_LOCATIONS) {
      expect(await client.post(redirectTo(location, status), posting)).toMatchObject({ status });
    }
    expect(arrivals).toBe(0);
  });
});

it.each(NOT_FOLLOWED)('status %s is no redirect, though it has a Location', async (status) => {
  await expect(client.download(redirectTo(canary.url, status), options)).rejects.toMatchObject({
    code: 'unexpected_status',
  });
  expect(await client.post(redirectTo(canary.url, status), posting)).toMatchObject({ status });
  expect(arrivals).toBe(0);
});

it.each(['refresh', 'content-location', 'link', 'alt-svc'])('the header %s leads nowhere', async (header) => {
  await using misleading = await httpOrigin((_request, response) => {
    const value = header === 'refresh' ? `0; url=${canary.url}` : canary.url;
    response.writeHead(200, { [header]: value }).end('bytes');
  });
  await using asking = createOutbound({ allow: [misleading.host], userAgent: 'Test/1' });
  expect((await asking.download(misleading.url, options)).bytes.toString()).toBe('bytes');
  expect(arrivals).toBe(0);
});

it('a redirect to the sibling port of an exempt one is refused at every hop', async () => {
  await using second = await httpOrigin((_request, response) =>
    response.writeHead(302, { location: canary.url }).end(),
  );
  await using first = await httpOrigin((_request, response) =>
    response.writeHead(302, { location: second.url }).end(),
  );
  await using asking = createOutbound({ allow: [first.host, second.host], userAgent: 'Test/1' });
  await expect(asking.download(first.url, options)).rejects.toMatchObject({ code: 'blocked_address' });
  expect(arrivals).toBe(0);
});
