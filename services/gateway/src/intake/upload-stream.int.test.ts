import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { waitFor } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HEADER, rawForm, rawHeaders } from '../testing/catalogue.ts';
import { gatewayForTest, systemForTest, type TestGateway, type TestSystem } from '../testing/gateway.ts';
import { messagesInBucket, nothingIsLeft } from '../testing/uploads-bucket.ts';

const MEGABYTE = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const LIMIT_BYTES = 16 * MEGABYTE;

const parts = new AsyncDisposableStack();
let system: TestSystem;
/** Another gateway of it, which takes no large files. */
let limited: TestGateway;

beforeAll(async () => {
  system = parts.use(await systemForTest());
  const limits = { maxUploadBytes: LIMIT_BYTES, maxJsonBytes: MEGABYTE };
  limited = parts.use(await gatewayForTest(system, { limits }));
});

afterAll(() => parts.disposeAsync());

/** A catalogue of about so many bytes, row by row, in which images repeat. */
function* bigCatalogue(bytes: number, header = HEADER): Generator<Buffer> {
  yield Buffer.from(rawForm.start + header);
  const rows = Array.from(
    { length: 500 },
    (_, index) => `${index},Product ${index},https://images.example/${'folder/'.repeat(10)}${index}.jpg\n`,
  );
  const piece = Buffer.from(rows.join(''));
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece;
  yield Buffer.from(rawForm.end);
}

test('a file of 60 MB passes through in flat memory', async () => {
  let most = 0;
  const before = process.memoryUsage().arrayBuffers;
  function* watched() {
    let sent = 0;
    let looked = 0;
    for (const piece of bigCatalogue(60 * MEGABYTE)) {
      sent += piece.length;
      // What is garbage already is nobody's: how much of it there is, only V8 decides.
      if (sent - looked > 4 * MEGABYTE) {
        collectGarbage();
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        looked = sent;
      }
      yield piece;
    }
    expect(looked).toBeGreaterThan(50 * MEGABYTE);
  }
  const response = await fetch(`${system.url}/api/upload`, {
    method: 'POST',
    headers: rawHeaders,
    body: ReadableStream.from(watched()),
    duplex: 'half',
  });
  expect(response.status).toBe(202);
  expect(most).toBeLessThan(30 * MEGABYTE);
});

test('a file that is too large is refused while it is sent, and nothing is left behind', async () => {
  const { status, body } = await nothingIsLeft(system, () =>
    sendRaw(bigCatalogue(LIMIT_BYTES + 60_000), { to: limited }),
  );
  expect(status).toBe(413);
  expect(body).toMatchObject({ code: 'file_too_large' });
});

test('a body that announces to be too large is refused before it is sent', async () => {
  const request = httpRequest(`${system.url}/upload`, {
    method: 'POST',
    headers: { ...rawHeaders, 'content-length': 500 * MEGABYTE },
  });
  request.flushHeaders();
  const [response] = await once(request, 'response');
  expect(response.statusCode).toBe(413);
  request.destroy();
});

test('a client that goes away in the middle leaves nothing behind', async () => {
  await nothingIsLeft(system, async () => {
    const before = await messagesInBucket(system.natsUrl);
    const request = httpRequest(`${system.url}/upload`, { method: 'POST', headers: rawHeaders });
    request.on('error', () => {});
    request.write(rawForm.start + HEADER + '1,Lamp,https://a.example/1.jpg\n'.repeat(20_000));
    await waitFor('something to be stored', async () => (await messagesInBucket(system.natsUrl)) > before);
    request.destroy();
  });
});

test('a form that ends in the middle of the file is refused, and nothing is left behind', async () => {
  const csv = HEADER + '1,Lamp,https://a.example/1.jpg\n'.repeat(20_000);
  const { status, body } = await nothingIsLeft(system, () => sendRaw([Buffer.from(rawForm.start + csv)]));
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'invalid_form' });
});

test('the refusal reaches a client that sends everything before it reads', async () => {
  const late = [...bigCatalogue(10 * MEGABYTE, 'a,b,c,d\n')];
  const { status, body } = await nothingIsLeft(system, () => sendRaw(late));
  expect(status).toBe(400);
  expect(body).toMatchObject({ errors: [{ code: 'missing_columns' }] });
});

const FORM = { path: '/api/upload', ...rawHeaders };
const CSV_BODY = { path: '/v1/requests', 'content-type': 'text/csv' };

test('a CSV that is the body itself is refused while it is sent, or when it ends early, and leaves nothing behind', async () => {
  const rows = Buffer.from(`1,Lamp,https://a.example/${'x'.repeat(200)}.jpg\n`.repeat(20_000));
  const hopeless = [Buffer.from('a,b,c,d\n'), ...Array.from({ length: 3 }, () => rows)];
  const refused = await nothingIsLeft(system, () => sendRaw(hopeless, { as: CSV_BODY }));
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ code: 'missing_columns' }] } });

  const large = [
    Buffer.from(HEADER),
    ...Array.from({ length: Math.ceil(LIMIT_BYTES / rows.length) }, () => rows),
  ];
  const tooLarge = await nothingIsLeft(system, () =>
    fetch(limited.url + CSV_BODY.path, {
      method: 'POST',
      headers: { 'content-type': CSV_BODY['content-type'] },
      body: ReadableStream.from(large),
      duplex: 'half',
    }),
  );
  expect(tooLarge.status).toBe(413);

  await nothingIsLeft(system, async () => {
    const before = await messagesInBucket(system.natsUrl);
    const request = httpRequest(system.url + CSV_BODY.path, {
      method: 'POST',
      headers: { 'content-type': CSV_BODY['content-type'] },
    });
    request.on('error', () => {});
    request.write(HEADER);
    request.write(rows);
    await waitFor('something to be stored', async () => (await messagesInBucket(system.natsUrl)) > before);
    request.destroy();
  });
});

/** Sends a body as simple clients do: everything first, and only then is the answer read. */
async function sendRaw(
  pieces: Iterable<Buffer>,
  { to = system, as: { path, ...headers } = FORM }: { to?: TestGateway; as?: typeof FORM } = {},
): Promise<{ status: number; body: unknown }> {
  const body = [...pieces];
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: gateway',
    'Connection: close',
    `Content-Type: ${headers['content-type']}`,
    `Content-Length: ${body.reduce((sum, { length }) => sum + length, 0)}`,
  ];
  const socket = connect(Number(new URL(to.url).port), '127.0.0.1');
  for (const piece of [Buffer.from(`${head.join('\r\n')}\r\n\r\n`), ...body]) {
    if (!socket.write(piece)) await once(socket, 'drain');
  }
  const answer = await text(socket);
  const [start = '', ...rest] = answer.split('\r\n\r\n');
  return { status: Number(start.split(' ')[1]), body: JSON.parse(rest.join('')) };
}
