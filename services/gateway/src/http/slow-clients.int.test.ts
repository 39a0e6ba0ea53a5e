import { once } from 'node:events';
import { waitFor } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HEADER, rawForm, rawHeaders } from '../testing/catalogue.ts';
import { systemForTest, type TestSystem } from '../testing/gateway.ts';
import { project } from '../testing/projected.ts';
import { answerOn, head, rawClient } from '../testing/raw-client.ts';
import { messagesInBucket, nothingIsLeft } from '../testing/uploads-bucket.ts';

const MEGABYTE = 1024 * 1024;

/** How many images the gateway has read from its store. */
let fetched = 0;
let system: TestSystem;

beforeAll(async () => {
  const products = Array.from({ length: 300 }, (_, index) => ({
    id: index + 1,
    name: `Product ${index} ${'x'.repeat(30_000)}`,
    images: [{ url: `https://a.example/${index}.jpg`, outputUrl: `https://out.example/${index}.jpg` }],
  }));
  const fetchOutputs = () => async () => {
    fetched++;
    return new Uint8Array(MEGABYTE);
  };
  const patience = { headersMs: 300, silenceMs: 500, bytesPerSecond: 1000, restMs: 300 };
  system = await systemForTest({ patience, fetchOutputs }, (readModel) =>
    project(readModel, { id: 'large', completed: true, products }),
  );
});

afterAll(() => system[Symbol.asyncDispose]());

const uploadHead = head('POST /api/upload', { ...rawHeaders, 'transfer-encoding': 'chunked' });
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

/** Goes on sending a little, for as long as the connection lasts. */
function drip(write: () => void): Disposable {
  const dripping = setInterval(write, 50);
  return { [Symbol.dispose]: () => clearInterval(dripping) };
}

test('a connection on which nothing comes is closed', async () => {
  await using socket = await rawClient(system.url);
  expect(await answerOn(socket)).toMatchObject({ body: '' });
});

test('header fields that come one by one, and never end, are not waited for', async () => {
  await using socket = await rawClient(system.url);
  socket.write('GET /healthz HTTP/1.1\r\nHost: gateway\r\n');
  using _drip = drip(() => socket.write('X-a: b\r\n'));
  const { status, body, head } = await answerOn(socket);
  expect(status).toBe(408);
  expect(body).toMatchObject({ code: 'request_timeout' });
  expect(head).toContain('x-content-type-options: nosniff');
});

test('a body that comes byte by byte is refused, and leaves nothing behind', async () => {
  await nothingIsLeft(system, async () => {
    await using socket = await rawClient(system.url);
    socket.write(uploadHead + chunk(rawForm.start + HEADER));
    using _drip = drip(() => socket.write(chunk('1')));
    expect(await answerOn(socket)).toMatchObject({ status: 408, body: { code: 'request_timeout' } });
  });
});

test('a body of JSON that comes byte by byte is refused', async () => {
  await using socket = await rawClient(system.url);
  const json = { 'content-type': 'application/json', 'content-length': 100_000 };
  socket.write(head('POST /v1/requests', json));
  using _drip = drip(() => socket.write('['));
  expect(await answerOn(socket)).toMatchObject({ status: 408, body: { code: 'request_timeout' } });
});

test('a body that stops coming is given up, and leaves nothing behind', async () => {
  await nothingIsLeft(system, async () => {
    const before = await messagesInBucket(system.natsUrl);
    await using socket = await rawClient(system.url);
    socket.write(
      uploadHead + chunk(rawForm.start + HEADER + '1,Lamp,https://a.example/1.jpg\n'.repeat(20_000)),
    );
    await waitFor('something to be stored', async () => (await messagesInBucket(system.natsUrl)) > before);
    expect(await answerOn(socket)).toMatchObject({ body: '' });
  });
});

test('a slow body that keeps the pace is taken in', async () => {
  await using socket = await rawClient(system.url);
  socket.write(uploadHead + chunk(rawForm.start + HEADER));
  const rows = Array.from(
    { length: 20 },
    (_, row) => `${row},Lamp ${'x'.repeat(100)},https://a.example/1.jpg\n`,
  );
  {
    using _drip = drip(() => {
      const row = rows.pop();
      if (row) socket.write(chunk(row));
    });
    await waitFor('every row to be sent', async () => rows.length === 0);
  }
  socket.write(`${chunk(rawForm.end)}0\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 202 /);
});

test('a client that keeps sending what was refused is cut off', async () => {
  await using socket = await rawClient(system.url);
  socket.write(head('POST /nothing', { 'transfer-encoding': 'chunked' }));
  using _drip = drip(() => socket.write(chunk('x'.repeat(5000))));
  expect(await answerOn(socket)).toMatchObject({ status: 404 });
});

describe.each([['/v1/requests/large/output.csv'], ['/v1/requests/large/output.zip'], ['/export']])(
  '%s',
  (path) => {
    test('is not kept for a client that never reads it, and not in memory', async () => {
      fetched = 0;
      const before = process.memoryUsage();
      await using socket = await rawClient(system.url);
      socket.pause();
      socket.write(head(`GET ${path}`));
      await waitFor('the connection', async () => (await system.connections()) > 0);
      await waitFor('the connection to be closed', async () => (await system.connections()) === 0);
      const after = process.memoryUsage();
      expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(40 * MEGABYTE);
      // What fits into the buffers of the sockets, and little more.
      expect(fetched).toBeLessThan(30);
    });
  },
);
