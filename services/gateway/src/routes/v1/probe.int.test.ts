import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { ProbeQuestion } from '@halftone/contracts';
import { natsForTest } from '@halftone/local-stack/testing';
import { connectLog, type EventLog } from '@halftone/messaging';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../app.ts';
import type { App } from '../../http/type-provider.ts';
import { catalogue } from '../../testing/catalogue.ts';
import { anyKey } from '../../testing/client.ts';
import { emptyReads } from '../../testing/empty-reads.ts';
import { settings, silent } from '../../testing/gateway.ts';

const parts = new AsyncDisposableStack();
let app: App;
let log: EventLog;
let imager: EventLog;

beforeAll(async () => {
  const nats = parts.use(await natsForTest());
  log = parts.use(await connectLog({ url: nats.urlOf('gateway'), service: 'gateway', logger: silent }));
  imager = parts.use(await connectLog({ url: nats.urlOf('imager'), service: 'imager', logger: silent }));
  const own = { log: () => log, reads: emptyReads, checks: {}, keys: anyKey, probesPerMinute: 3 };
  app = buildApp({ ...settings, ...own });
});
afterAll(async () => {
  await app.close();
  await parts.disposeAsync();
});

const CSV = catalogue(['https://a.example/1.jpg', 'https://b.example/1.jpg'], ['https://a.example/2.jpg']);
const post = async (url: string, key: string, payload = CSV) => {
  const headers = { 'x-api-key': key, 'content-type': 'text/csv' };
  const { statusCode, headers: answered, body } = await app.inject({ method: 'POST', url, headers, payload });
  return { statusCode, headers: answered, body: JSON.parse(body) };
};

/** The server has taken a subscription of the imager once it answers what was asked behind it. */
async function answering(
  handle: (
    question: ProbeQuestion,
    signal: AbortSignal,
  ) => ReturnType<Parameters<EventLog['imageProbes']['answer']>[0]>,
) {
  const subscription = imager.imageProbes.answer(handle);
  await imager.lastEvent('request.cancelled', 'none');
  return subscription;
}

const IMAGER = { downloads: 32, downloadsPerOrigin: 20, encodings: 2 };
const seen = {
  state: 'image' as const,
  signs: [],
  received: 4096,
  format: 'jpeg',
  bytes: 300_000,
  width: 1000,
  height: 1000,
  status: 200,
  firstByteMs: 40,
};

test.each(['/v1/requests?dryRun=true&probe=2', '/v1/dry-runs?probe=2'])(
  'POST %s has an imager look, and nothing is stored',
  async (url) => {
    const asked: ProbeQuestion[] = [];
    await using _answering = await answering(async (question) => {
      asked.push(question);
      return { images: question.urls.map(() => seen), imager: IMAGER };
    });
    const { statusCode, body } = await post(url, url);
    expect({ statusCode, valid: body.valid }).toEqual({ statusCode: 200, valid: true });
    expect(asked).toMatchObject([
      { urls: [expect.stringContaining('a.example'), 'https://b.example/1.jpg'] },
    ]);
    expect(body.preflight).toMatchObject({
      chosen: 2,
      looked: 2,
      hosts: [
        { host: 'a.example', images: 2 },
        { host: 'b.example', images: 1 },
      ],
      estimate: { images: 3, samples: 2, sourceBytes: { likely: 900_000 } },
    });
    expect(await log.lastSequence()).toBe(0);
  },
);

test('without a probe nobody is asked', async () => {
  for (const url of ['/v1/requests?dryRun=true', '/v1/dry-runs?probe=0']) {
    expect(await post(url, 'calm')).toMatchObject({ statusCode: 200, body: { totals: { images: 3 } } });
    expect((await post(url, 'calm')).body).not.toHaveProperty('preflight');
  }
});

test('without an imager it is a 503 at once', async () => {
  expect(await post('/v1/dry-runs?probe=2', 'lone')).toMatchObject({
    statusCode: 503,
    headers: { 'retry-after': expect.any(String) },
    body: { code: 'imager_unavailable' },
  });
});

test.each([
  ['/v1/dry-runs?probe=51', 'must be a whole number from 0 to 50'],
  ['/v1/dry-runs?probe=-1', 'must be a whole number from 0 to 50'],
  ['/v1/dry-runs?probe=all', 'must be a whole number from 0 to 50'],
  ['/v1/requests?probe=5', 'is for a dry run: it goes with dryRun=true'],
])('POST %s is refused: it %s', async (url, words) => {
  expect(await post(url, url)).toMatchObject({
    statusCode: 400,
    body: { code: 'invalid_request', errors: [{ field: 'probe', detail: expect.stringContaining(words) }] },
  });
});

test('probes have a limit of their own, for each key', async () => {
  for (let asked = 0; asked < 3; asked++)
    expect((await post('/v1/dry-runs?probe=1', 'eager')).statusCode).toBe(503);
  expect(await post('/v1/dry-runs?probe=1', 'eager')).toMatchObject({
    statusCode: 429,
    body: { code: 'too_many_requests' },
  });
  expect((await post('/v1/dry-runs', 'eager')).statusCode).toBe(200);
  expect((await post('/v1/dry-runs?probe=1', 'patient')).statusCode).toBe(503);
});

test('a client that goes away ends the look', async () => {
  const looking = Promise.withResolvers<AbortSignal>();
  await using _answering = await answering(async (question, signal) => {
    looking.resolve(signal);
    if (!signal.aborted) await once(signal, 'abort');
    return {
      images: question.urls.map(() => ({ state: 'unfinished' as const, signs: [], received: 0 })),
      imager: IMAGER,
    };
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const client = httpRequest(`${address}/v1/dry-runs?probe=2`, {
    method: 'POST',
    headers: { 'x-api-key': 'leaving', 'content-type': 'text/csv' },
  });
  client.on('error', () => {}).end(CSV);
  const signal = await looking.promise;
  client.destroy();
  if (!signal.aborted) await once(signal, 'abort');
  expect(signal.aborted).toBe(true);
});
