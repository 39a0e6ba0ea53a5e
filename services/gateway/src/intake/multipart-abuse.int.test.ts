import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HEADER, rawForm } from '../testing/catalogue.ts';
import { gatewayForTest, systemForTest, type TestSystem } from '../testing/gateway.ts';
import { answerOn, head, rawClient } from '../testing/raw-client.ts';
import { nothingIsLeft } from '../testing/uploads-bucket.ts';

const MEGABYTE = 1024 * 1024;
const FORM = 'multipart/form-data; boundary=b0undary';
const CSV = `${HEADER}1,Lamp,https://a.example/1.jpg\n`;

let system: TestSystem;
const { TMPDIR } = process.env;
/** Where whatever is kept on the disk would stand, and nothing else does. */
let folder: string;

beforeAll(async () => {
  system = await systemForTest({ patience: { silenceMs: 1000, restMs: 5000 } });
  folder = await mkdtemp(join(tmpdir(), 'halftone-'));
  process.env.TMPDIR = folder;
});

afterAll(async () => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  await rm(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

const part = (disposition: string, content = '', others = '') =>
  `--b0undary\r\nContent-Disposition: form-data; ${disposition}\r\n${others}\r\n${content}\r\n`;
const field = (name: string, value = 'x') => part(`name="${name}"`, value);
const file = (name = 'file', filename = 'a.csv', content = CSV) =>
  part(`name="${name}"; filename="${filename}"`, content, 'Content-Type: text/csv\r\n');
const JSON_TYPE = 'Content-Type: application/json\r\n';
const END = '--b0undary--\r\n';

type Sent = { body: Iterable<string>; type?: string; length?: number };

/** Sends a body as it is, in chunks unless a length is claimed, and reads the answer meanwhile. */
async function send({ body, type = FORM, length }: Sent) {
  await using socket = await rawClient(system.url);
  const framing: Record<string, string | number> =
    length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': length };
  socket.write(head('POST /v1/requests', { 'content-type': type, connection: 'close', ...framing }));
  const answer = answerOn(socket);
  for (const piece of body) {
    if (socket.destroyed) break;
    await written(socket, length === undefined ? `${piece.length.toString(16)}\r\n${piece}\r\n` : piece);
  }
  if (length === undefined && !socket.destroyed) socket.write('0\r\n\r\n');
  return await answer;
}

const written = (socket: Socket, text: string) =>
  new Promise<void>((resolve) => {
    socket.write(text, () => resolve());
  });

function* repeated(piece: string, bytes: number, before = '', after = ''): Generator<string> {
  if (before) yield before;
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece;
  if (after) yield after;
}

const text = 'x'.repeat(64 * 1024);
const nested = 'multipart/mixed; boundary=inner';

test.each<[string, Sent, number, string]>([
  ['thousands of fields', { body: [field('a').repeat(5000), file(), END] }, 400, 'invalid_form'],
  ['thousands of files', { body: [file().repeat(2000), END] }, 400, 'too_many_files'],
  ['two files', { body: [file(), file(), END] }, 400, 'too_many_files'],
  ['no part at all', { body: [END] }, 400, 'missing_file'],
  ['a body that is empty', { body: [] }, 400, 'missing_file'],
  [
    'a content type without a boundary',
    { body: [file(), END], type: 'multipart/form-data' },
    400,
    'invalid_form',
  ],
  ['an empty boundary', { body: [file(), END], type: 'multipart/form-data; boundary=' }, 400, 'invalid_form'],
  ['another boundary', { body: [file(), END], type: `${FORM}x` }, 400, 'invalid_form'],
  ['a boundary of 10 kB', { body: [file(), END], type: `${FORM}${'x'.repeat(10_000)}` }, 400, 'invalid_form'],
  [
    'another kind of multipart',
    { body: [file(), END], type: 'multipart/mixed; boundary=b0undary' },
    415,
    'unsupported_media_type',
  ],
  [
    'another kind of form',
    { body: ['file=a'], type: 'application/x-www-form-urlencoded' },
    415,
    'unsupported_media_type',
  ],
  [
    'a form in a form',
    { body: [part('name="file"', `--inner\r\n\r\n${CSV}\r\n--inner--`, `Content-Type: ${nested}\r\n`), END] },
    400,
    'missing_file',
  ],
  ['a form that says it is JSON', { body: [file(), END], type: 'application/json' }, 400, 'invalid_request'],
  ['a form that is cut off', { body: [file().slice(0, -20)] }, 400, 'invalid_form'],
  ['a part without a name', { body: [part('filename="a.csv"', CSV), END] }, 400, 'missing_file'],
  [
    'a part without a disposition',
    { body: [`--b0undary\r\nX: y\r\n\r\n${CSV}\r\n`, END] },
    400,
    'missing_file',
  ],
  [
    'part headers of 200 kB',
    { body: [part('name="file"', CSV, `X: ${'y'.repeat(200_000)}\r\n`), END] },
    400,
    'missing_file',
  ],
  ['a field of the prototype', { body: [field('__proto__'), file(), END] }, 400, 'invalid_form'],
  [
    'a field that is nested too deep to read',
    { body: [part('name="recipe"', '['.repeat(8000), JSON_TYPE), file(), END] },
    400,
    'invalid_form',
  ],
  [
    'a field of 100 MB',
    { body: repeated(text, 100 * MEGABYTE, part('name="webhookUrl"').slice(0, -2)) },
    413,
    'body_too_large',
  ],
  ['an endless preamble', { body: repeated(text, 100 * MEGABYTE) }, 413, 'body_too_large'],
])('%s', async (_what, sent, status, code) => {
  expect(await sentInFlatMemory(sent)).toMatchObject({ status, body: { code } });
});

test('endless fields beside the file are too many, or too large, whichever is noticed first', async () => {
  const { status, body } = await sentInFlatMemory({
    body: repeated(field('a', text), 100 * MEGABYTE, file()),
  });
  expect([status, body]).toEqual(
    status === 413
      ? [413, expect.objectContaining({ code: 'body_too_large' })]
      : [400, expect.objectContaining({ code: 'invalid_form' })],
  );
});

/** The answer; that nothing is left, and that little was held meanwhile, is checked here. */
async function sentInFlatMemory(sent: Parameters<typeof send>[0]) {
  let most = 0;
  // With the buffers of the client that sends it all.
  const before = process.memoryUsage().arrayBuffers;
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 10);
  const answer = await nothingIsLeft(system, () => send(sent));
  clearInterval(watching);
  expect(most).toBeLessThan(80 * MEGABYTE);
  return answer;
}

test('a body that is shorter than it claims is given up', async () => {
  const answer = await nothingIsLeft(system, () => send({ body: [rawForm.start, HEADER], length: 5000 }));
  // Cut off, or told so before: both are due at the same time.
  expect(Number.isNaN(answer.status) || answer.status === 408).toBe(true);
});

test('a body that is longer than it claims is cut there', async () => {
  const answer = await nothingIsLeft(system, () =>
    send({ body: [file() + END], length: file().length - 30 }),
  );
  expect(answer).toMatchObject({ status: 400 });
});

test.each([
  ['two files', file() + file() + END],
  ['a file and a field that cannot be read', part('name="recipe"', '[', JSON_TYPE) + file() + END],
  ['a file that ends in the middle', file().slice(0, -20)],
])('whoever goes away behind %s leaves nothing', async (_what, form) => {
  await nothingIsLeft(system, async () => {
    const gateway = await gatewayForTest(system);
    await using socket = await rawClient(gateway.url);
    socket.write(head('POST /v1/requests', { 'content-type': FORM, 'transfer-encoding': 'chunked' }));
    await written(socket, `${form.length.toString(16)}\r\n${form}\r\n0\r\n\r\n`);
    socket.destroy();
    // It does not stop before what is in flight has come to its end.
    await gateway[Symbol.asyncDispose]();
  });
});

test('nothing of all this stands on the disk', async () => {
  expect(tmpdir()).toBe(folder);
  expect(await readdir(folder)).toEqual([]);
});
