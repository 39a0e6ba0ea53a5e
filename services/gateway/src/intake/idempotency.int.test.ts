import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue, uploadForm } from '../testing/catalogue.ts';
import { systemForTest, type TestSystem } from '../testing/gateway.ts';
import { nothingIsLeft } from '../testing/uploads-bucket.ts';

const GOOD = catalogue(['https://a.example/1.jpg']);
const OTHER = catalogue(['https://a.example/2.jpg']);

let system: TestSystem;

beforeAll(async () => {
  system = await systemForTest();
});

afterAll(() => system[Symbol.asyncDispose]());

type Answer = { id: string; requestId: string; code: string };
type Sent = { csv?: string; fields?: Record<string, string>; path?: string };

async function send(key: string, { csv = GOOD, fields = {}, path = '/v1/requests' }: Sent = {}) {
  const init = { method: 'POST', headers: { 'idempotency-key': key }, body: uploadForm(csv, fields) };
  const response = await fetch(system.url + path, init);
  const replayed = response.headers.get('idempotency-replayed');
  return { status: response.status, replayed, body: (await response.json()) as Answer };
}

test('a repeat is answered as the first time, says so, and leaves nothing behind', async () => {
  const fields = { quality: '30', webhookUrl: 'https://shop.example/hook' };
  const first = await send('a', { fields });
  expect(first).toMatchObject({ status: 202, replayed: null });
  expect(first.body.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const again = await nothingIsLeft(system, () => send('a', { fields }));
  expect(again).toEqual({ ...first, replayed: 'true' });
  const upload = (await system.log.lastEvent('request.accepted', first.body.id))?.event.data.upload;
  expect(await system.log.uploads.get(String(upload?.object))).not.toBeNull();
});

test.each<[string, Sent]>([
  ['another file', { csv: OTHER }],
  ['another recipe', { fields: { quality: '31' } }],
  ['another webhook', { fields: { webhookUrl: 'https://shop.example/other' } }],
  ['another way with bad rows', { fields: { invalidRows: 'skip' } }],
])('%s under the same key is refused, and leaves nothing behind', async (what, other) => {
  const key = what.replaceAll(' ', '-');
  await send(key);
  expect(await nothingIsLeft(system, () => send(key, other))).toMatchObject({
    status: 422,
    body: { code: 'idempotency_mismatch' },
  });
});

test('of many at the same time one makes the request, and the others are answered with it', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => send('together')));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
  expect(answers.filter(({ replayed }) => replayed === null)).toHaveLength(1);
});

test('of different ones at the same time one makes the request, and the others are refused', async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) => send('race', { fields: { quality: String(n + 1) } })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 422, 422, 422, 422, 422]);
});

test('the uploads of existing clients know repeats, too', async () => {
  const first = await send('old', { path: '/api/upload' });
  const again = await send('old', { path: '/upload' });
  expect(again).toMatchObject({ status: 200, replayed: 'true', body: { requestId: first.body.requestId } });
});

test('another key, and a repeat without one, make another request', async () => {
  const ids = [(await send('x')).body.id, (await send('y')).body.id];
  const plain = await fetch(`${system.url}/v1/requests`, { method: 'POST', body: uploadForm(GOOD) });
  expect(new Set([...ids, ((await plain.json()) as { id: string }).id]).size).toBe(3);
});

test('a key under which a request was deleted starts nothing', async () => {
  const { body } = await send('gone');
  await system.log.publish('request.deleted', { requestId: body.id, by: 'public', tenant: 'public' });
  expect(await nothingIsLeft(system, () => send('gone'))).toMatchObject({
    status: 409,
    body: { code: 'request_deleted' },
  });
});

test.each(['', 'x'.repeat(256), 'k\u00e9y'])('%j is no key', async (key) => {
  expect(await send(key)).toMatchObject({ status: 400, body: { errors: [{ field: 'Idempotency-Key' }] } });
});
