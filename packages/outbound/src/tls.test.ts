import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOutbound } from './outbound.ts';
import { AUTHORITY, EXPIRED, KEY, SELF_SIGNED, VALID } from './testing/certificates.ts';
import { countConnectionAttempts } from './testing/connection-attempts.ts';
import { httpOrigin, listen, type Origin, rawOrigin } from './testing/origins.ts';

const downloading = {
  maxBytes: 1_000,
  headerTimeoutMs: 1_000,
  idleTimeoutMs: 1_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};
const posting = { headers: {}, body: '{}', timeoutMs: 2_000, maxAnswerBytes: 100 };
const settings = {
  allow: ['127.0.0.1'],
  userAgent: 'Test/1',
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
};

const trusted = getCACertificates();
beforeAll(() => setDefaultCACertificates([...trusted, AUTHORITY]));
afterAll(() => setDefaultCACertificates(trusted));

let asked = 0;
const secureOrigin = (cert: string) =>
  listen(
    createServer({ cert, key: KEY }, (_request, response) => {
      asked += 1;
      response.end('bytes');
    }),
  );
const at = ({ url }: Origin, host: string) => `https://${host}:${new URL(url).port}/`;

it('a server with a valid certificate is asked', async () => {
  await using origin = await secureOrigin(VALID);
  await using client = createOutbound(settings);
  using attempts = countConnectionAttempts();
  expect((await client.download(at(origin, 'tls.example'), downloading)).bytes.toString()).toBe('bytes');
  expect(await client.post(at(origin, 'tls.example'), posting)).toMatchObject({ status: 200 });
  expect(attempts.count).toBeGreaterThan(0);
});

it('files that come at the same time do not mix', async () => {
  const files = Array.from({ length: 10 }, () => randomBytes(800_000));
  const answer: RequestListener = ({ url }, response) => response.end(files[Number(url?.slice(1))]);
  await using origin = await listen(createServer({ cert: VALID, key: KEY }, answer));
  await using client = createOutbound({ ...settings, limits: { total: 10, perOrigin: 10 } });
  const downloads = files.map((_, index) =>
    client.download(`${at(origin, 'tls.example')}${index}`, { ...downloading, maxBytes: 1_000_000 }),
  );
  const received = await Promise.all(downloads);
  expect(received.map(({ bytes }, index) => files[index]?.equals(bytes))).toEqual(files.map(() => true));
});

it.each([
  ['signed by itself', SELF_SIGNED, 'tls.example', /self-signed/],
  ['for another host', VALID, 'other.example', /other\.example/],
  ['for a name, but asked by its address', VALID, '127.0.0.1', /127\.0\.0\.1/],
  ['that has expired', EXPIRED, 'tls.example', /expired/],
])('a server with a certificate %s is asked nothing', async (_what, certificate, host, words) => {
  asked = 0;
  await using origin = await secureOrigin(certificate);
  await using client = createOutbound(settings);
  for (const send of [
    () => client.download(at(origin, host), downloading),
    () => client.post(at(origin, host), posting),
  ]) {
    await expect(send()).rejects.toMatchObject({
      code: 'tls_failed',
      retryable: false,
      detail: expect.stringMatching(words),
    });
  }
  expect(asked).toBe(0);
});

it('a server that speaks plain HTTP fails for good', async () => {
  await using origin = await httpOrigin((_request, response) => response.end('bytes'));
  await using client = createOutbound(settings);
  for (const send of [
    () => client.download(at(origin, 'tls.example'), downloading),
    () => client.post(at(origin, 'tls.example'), posting),
  ]) {
    await expect(send()).rejects.toMatchObject({
      code: 'tls_failed',
      retryable: false,
      detail: expect.stringMatching(/does not speak TLS at this port/),
      hint: expect.stringContaining('http://'),
    });
  }
});

it('a server that breaks the handshake off may be asked again', async () => {
  await using origin = await rawOrigin((socket) => socket.destroy());
  await using client = createOutbound(settings);
  const download = client.download(at(origin, 'tls.example'), downloading);
  await expect(download).rejects.toMatchObject({ code: 'connection_failed', retryable: true });
});

it('a server that never finishes the handshake takes too long', async () => {
  await using origin = await rawOrigin(() => {});
  await using client = createOutbound({ ...settings, connectTimeoutMs: 500 });
  const download = client.download(at(origin, 'tls.example'), downloading);
  await expect(download).rejects.toMatchObject({ code: 'timeout', retryable: true });
});
