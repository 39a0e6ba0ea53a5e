import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { PROBE_LIMITS, type ProbedImage } from '@halftone/contracts';
import { originForTest } from '@halftone/local-stack/testing';
import { createOutbound } from '@halftone/outbound';
import { createLogger } from '@halftone/runtime';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAllowance } from '../download/allowance.ts';
import { PIXEL_FORMATS } from '../formats/formats.ts';
import { answerProbe } from './answer-probe.ts';
import { probeImage } from './probe-image.ts';

const parts = new AsyncDisposableStack();
/** What each host answers; all of them are one origin. */
const HOSTS: Record<string, RequestListener> = {};
/** `GET host/path accept` of every request. */
const asked: string[] = [];
let port = '';

const picture = (format: 'jpeg' | 'webp') =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: '#258' } })
    .toFormat(format)
    .toBuffer();

beforeAll(async () => {
  const listener: RequestListener = (request, response) => {
    const [host = ''] = (request.headers.host ?? '').split(':');
    asked.push(`${host}${request.url}`);
    (HOSTS[host] ?? HOSTS.plain)?.(request, response);
  };
  const origin = parts.use(await originForTest({ '*': listener }));
  port = new URL(origin.url).port;
  const jpeg = await picture('jpeg');
  HOSTS.plain = (_request, response) => void response.end(jpeg);
});
afterAll(() => parts.disposeAsync());
beforeEach(() => void asked.splice(0));

const outbound = parts.use(
  createOutbound({
    allow: ['127.0.0.1'],
    userAgent: 'Test/1',
    resolve: async (name) => (name.endsWith('.gone') ? [] : [{ address: '127.0.0.1', family: 4 }]),
  }),
);

const limits = {
  formats: PIXEL_FORMATS,
  maxBytes: 100_000,
  maxPixels: 1e6,
  bytesEach: PROBE_LIMITS.bytesEach,
  headerTimeoutMs: 10_000,
  idleTimeoutMs: 10_000,
  maxRedirects: 3,
};
const answer = answerProbe({
  look: probeImage(outbound.probe, limits),
  places: createAllowance(8),
  imager: { downloads: 32, downloadsPerOrigin: 20, encodings: 2 },
  logger: createLogger('imager', 'silent'),
});

async function lookAt(addresses: string[], stopped = new AbortController().signal): Promise<ProbedImage[]> {
  const urls = addresses.map((address) => address.replace(/^[^/]+/, (host) => `http://${host}:${port}`));
  return (await answer({ id: 'q', urls, withinMs: 15_000 }, stopped)).images;
}

const page = (response: ServerResponse, status: number, html: string, headers: Record<string, string> = {}) =>
  void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html);

test('an image is known by its beginning, with its size, format and dimensions', async () => {
  const [seen] = await lookAt(['shop.test/a.jpg']);
  const { length } = await picture('jpeg');
  expect(seen).toMatchObject({
    state: 'image',
    format: 'jpeg',
    bytes: length,
    width: 64,
    height: 48,
    status: 200,
  });
  expect(seen).toMatchObject({
    signs: [],
    varies: false,
    firstByteMs: expect.any(Number),
  });
});

const PASSWORD = '<form><input name=p type="password"></form>';
const toLogin: RequestListener = ({ url }, response) => {
  if (url?.startsWith('/account/login')) page(response, 200, `<html><title>Sign in</title>${PASSWORD}`);
  else response.writeHead(302, { location: '/account/login?next=/a.jpg' }).end();
};
const ODD: readonly (readonly [string, RequestListener, object])[] = [
  ['login', toLogin, { code: 'not_an_image', sign: 'login', certain: true }],
  [
    'password',
    (_, response) => page(response, 200, `<html><title>Welcome</title>${PASSWORD}`),
    { code: 'not_an_image', sign: 'login', certain: true },
  ],
  [
    'basic',
    (_, response) => page(response, 401, 'no', { 'www-authenticate': 'Basic' }),
    { code: 'access_denied', sign: 'login', certain: true },
  ],
  [
    'consent',
    (request, response) => {
      if (request.headers.host?.startsWith('consent.')) page(response, 200, '<html><title>Cookies</title>');
      else response.writeHead(302, { location: `http://consent.consent.test:${port}/m?continue=a` }).end();
    },
    { code: 'not_an_image', sign: 'consent', certain: true },
  ],
  [
    'zustimmung',
    ({ url }, response) => {
      if (url === '/zustimmung') page(response, 200, '<html><title>Shop</title>');
      else response.writeHead(302, { location: '/zustimmung' }).end();
    },
    { code: 'not_an_image', sign: 'consent', certain: true },
  ],
  [
    'wall',
    ({ url }, response) =>
      void response.writeHead(302, { location: url === '/age-check' ? '/a.jpg' : '/age-check' }).end(),
    { code: 'too_many_redirects', sign: 'consent', certain: true },
  ],
  [
    'challenge',
    (_, response) => page(response, 403, '<title>Just a moment...</title>', { 'cf-mitigated': 'challenge' }),
    { code: 'access_denied', sign: 'robots', certain: true },
  ],
  [
    'captcha',
    (_, response) => page(response, 200, '<html><title>Robot Check</title>'),
    { code: 'not_an_image', sign: 'robots', certain: true },
  ],
  [
    'recaptcha',
    (_, response) => page(response, 200, '<html><div class="g-recaptcha">'),
    { code: 'not_an_image', sign: 'robots', certain: false },
  ],
  [
    'cloudflare',
    (_, response) =>
      page(
        response,
        200,
        '<html><title>Mugs</title><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js">',
      ),
    { code: 'not_an_image', sign: 'robots', certain: false },
  ],
  [
    'bucket',
    (_, response) =>
      page(
        response,
        403,
        '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
      ),
    { code: 'access_denied', sign: 'expired', certain: true },
  ],
  [
    'private',
    (_, response) => page(response, 403, '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
    { code: 'access_denied', sign: 'private', certain: true },
  ],
];

test.each(ODD)(
  '%s: a page in place of an image is known for what it is',
  async (name, listener, expected) => {
    for (const host of [`${name}.test`, `${name}.${name}.test`]) HOSTS[host] = listener;
    const [seen] = await lookAt([`${name}.test/a.jpg`]);
    const [sign] = seen?.signs ?? [];
    expect({ code: seen?.reason?.code, sign: sign?.sign, certain: sign?.certain }).toEqual(expected);
    expect(sign?.seen).toMatch(/^The server .+\.$/);
    expect(sign?.seen).not.toContain('?');
  },
);

test('a page that says that nothing is there is no login, whatever else is on it', async () => {
  HOSTS['missing.test'] = (_, response) =>
    page(response, 404, `<html><title>Not found</title>${PASSWORD}<div class="g-recaptcha">`);
  const [seen] = await lookAt(['missing.test/a.jpg']);
  expect(seen).toMatchObject({ reason: { code: 'not_found' }, signs: [] });
});

test.each([
  [
    '<html><title>Mug, blue</title><script src="https://cdn.cookielaw.org/onetrust.js"></script>',
    'not_an_image',
  ],
  ['<html><title>Cookie jar with lid | Shop</title>', 'not_an_image'],
  ['<?xml version="1.0"?><rss><title>News</title></rss>', 'not_an_image'],
  ['{"error":"no such file"}', 'not_an_image'],
])('a page that is only a page has no sign: %s', async (body, code) => {
  HOSTS['page.test'] = (_request, response) => page(response, 200, body);
  expect(await lookAt(['page.test/a.jpg'])).toMatchObject([{ state: 'failed', reason: { code }, signs: [] }]);
});

test('what the imager would refuse is refused with its reason', async () => {
  HOSTS['huge.test'] = (_request, response) =>
    void response
      .writeHead(200, { 'content-length': 5e6 })
      .write(Buffer.concat([jpeg, Buffer.alloc(20_000)]));
  const jpeg = await picture('jpeg');
  HOSTS['wide.test'] = (_request, response) => void response.end(wide);
  const wide = Buffer.from(jpeg);
  const frame = wide.indexOf(Buffer.of(0xff, 0xc0));
  wide.writeUInt16BE(9000, frame + 5);
  wide.writeUInt16BE(9000, frame + 7);
  HOSTS['bmp.test'] = (_request, response) => void response.end('BM6\0\0\0\0\0\0\0');
  HOSTS['none.test'] = (_request, response) => void response.writeHead(404).end();
  const seen = await lookAt(['huge.test/a', 'wide.test/a', 'bmp.test/a', 'none.test/a', 'host.gone/a']);
  expect(seen.map(({ reason }) => reason?.code)).toEqual([
    'too_large',
    'too_many_pixels',
    'unsupported_format',
    'not_found',
    'dns_failed',
  ]);
});

test('a server that gives browsers another format is found out, whatever it says in Vary', async () => {
  const [jpeg, webp] = [await picture('jpeg'), await picture('webp')];
  HOSTS['cdn.test'] = ({ headers }, response) =>
    void response.end(headers.accept?.includes('image/webp') ? webp : jpeg);
  const [first, second] = await lookAt(['cdn.test/a.jpg', 'cdn.test/b.jpg']);
  expect([first?.format, second?.format]).toEqual(['jpeg', 'jpeg']);
  expect([first, second].filter((seen) => seen?.negotiated === 'webp')).toHaveLength(1);
  expect(asked).toHaveLength(3);
});

test.each([
  ['asks us to slow down', 'busy.test', 1],
  ['is not there', 'host.gone', 0],
])('a host that %s is not bothered with the rest', async (_what, host, most) => {
  HOSTS['busy.test'] = (_request, response) => void response.writeHead(429, { 'retry-after': '60' }).end();
  const seen = await lookAt(Array.from({ length: 10 }, (_, index) => `${host}/${index}.jpg`));
  const states = seen.map(({ state }) => state);
  expect(states.filter((state) => state === 'unfinished').length).toBeGreaterThanOrEqual(6);
  expect(states).toContain('failed');
  expect(asked.length).toBeLessThanOrEqual(most + 2);
});

test('waiting for a place is no sign of a slow server', async () => {
  const stopping = new AbortController();
  const places = createAllowance(1);
  const look = answerProbe({
    look: probeImage(outbound.probe, limits),
    places,
    imager: { downloads: 4, downloadsPerOrigin: 2, encodings: 1 },
    logger: createLogger('imager', 'silent'),
  });
  using _taken = await places.take(1, { urgent: false, signal: stopping.signal });
  const looking = look(
    { id: 'q', urls: [`http://plain.test:${port}/a.jpg`], withinMs: 15_000 },
    stopping.signal,
  );
  stopping.abort();
  const { images } = await looking;
  expect(images).toEqual([{ state: 'unfinished', signs: [], received: 0 }]);
});

test('whoever stops it gets what was seen, and how long the rest had been waited for', async () => {
  const stopping = new AbortController();
  const hanging: IncomingMessage[] = [];
  HOSTS['silent.test'] = (request) => {
    hanging.push(request);
    if (hanging.length === 2) stopping.abort();
  };
  const seen = await lookAt(['silent.test/a.jpg', 'silent.test/b.jpg', 'silent.test/c.jpg'], stopping.signal);
  expect(seen.map(({ state }) => state)).toEqual(['unfinished', 'unfinished', 'unfinished']);
  expect(seen.map(({ waitedMs }) => waitedMs !== undefined)).toEqual([true, true, false]);
  // They are hung up on, which Node reports as an error of the request.
  await Promise.allSettled(
    hanging.map(async (request) => request.destroyed || (await once(request, 'close'))),
  );
});

test('no host gets more than two questions at once', async () => {
  let now = 0;
  let most = 0;
  const jpeg = await picture('jpeg');
  HOSTS['counting.test'] = (_request, response) => {
    now += 1;
    most = Math.max(most, now);
    setImmediate(() => {
      now -= 1;
      response.end(jpeg);
    });
  };
  await lookAt(Array.from({ length: 12 }, (_, index) => `counting.test/${index}.jpg`));
  expect(most).toBe(2);
});
