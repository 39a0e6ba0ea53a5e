import { originForTest, systemForTest, type TestSystem, waitFor } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRawLog } from '../chaos/raw-log.ts';
import { verifyFindings } from '../chaos/verified.ts';
import { accepted, catalogue, completed } from '../e2e/client.ts';
import { picture, serve } from '../e2e/pictures.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await systemForTest();
});
afterAll(() => system[Symbol.asyncDispose]());

const patience = { timeoutMs: 40_000 };

const call = async (path: string, method = 'GET') => {
  const response = await fetch(system.api + path, { method });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
};
const statusOf = async (id: string) => (await call(`/v1/requests/${id}`)).body.status;

test('a full log takes cancellations and deletions, is emptied by them, and takes uploads again', async () => {
  await using log = await openRawLog(new URL(system.nats.url).host);
  const image = serve(await picture(3));
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await using origin = await originForTest({
    '*': image,
    '/slow.jpg': async (request, answer) => {
      await released;
      image(request, answer);
    },
  });
  const upload = (name: string) => accepted(system.api, catalogue([[`${origin.url}/${name}.jpg`]]));

  const done = [await upload('one'), await upload('two')];
  for (const requestId of done) await completed(system.api, requestId);
  const running = await upload('slow');
  await waitFor('it to run', async () => (await statusOf(running)) === 'processing');

  await log.fill();
  expect(await call('/readyz')).toMatchObject({
    status: 200,
    body: { ready: true, uploads: 'refused' },
  });
  await expect(upload('three')).rejects.toThrow();
  expect(await call(`/v1/requests/${running}/cancel`, 'POST')).toMatchObject({
    status: 202,
    body: { status: 'cancelled' },
  });
  expect((await call(`/v1/requests/${running}/cancel`, 'POST')).status).toBe(409);
  for (const requestId of done) {
    expect([202, 204]).toContain((await call(`/v1/requests/${requestId}`, 'DELETE')).status);
  }
  release();

  await waitFor('the cancellation', async () => (await statusOf(running)) === 'cancelled', patience);
  const later = await waitFor(
    'an upload to be accepted',
    () => upload('three').catch(() => false as const),
    patience,
  );
  await completed(system.api, String(later));
  expect((await call('/readyz')).body).not.toHaveProperty('uploads');
  for (const requestId of done) {
    await waitFor('it to be gone', async () => (await call(`/v1/requests/${requestId}`)).status === 404);
  }
  await log.makeRoom();
  await waitFor('everything to agree', async () => (await verifyFindings(system)).length === 0, patience);
});
