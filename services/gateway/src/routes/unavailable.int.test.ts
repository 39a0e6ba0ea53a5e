import { databaseForTest, natsForTest, waitFor } from '@halftone/local-stack/testing';
import { connectLog, LogUnavailableError } from '@halftone/messaging';
import { migrate, openReadModel } from '@halftone/read-model';
import { expect, test } from 'vitest';
import { buildApp } from '../app.ts';
import { connectInBackground } from '../dependencies.ts';
import { serve } from '../http/server.ts';
import { readsFrom } from '../reads-from.ts';
import { catalogue, uploadForm } from '../testing/catalogue.ts';
import { gatewayForTest, settings, silent } from '../testing/gateway.ts';
import { closeLog, messagesInBucket } from '../testing/uploads-bucket.ts';

const NOWHERE = 'postgres://nobody@127.0.0.1:1/nothing';
const upload = (url: string, path = '/api/upload') =>
  fetch(url + path, {
    method: 'POST',
    body: uploadForm(catalogue(['https://a.example/1.jpg'])),
  });

async function expectUnavailable(response: Response, code: string): Promise<void> {
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.json()).toMatchObject({ code });
}

test('a gateway that starts before NATS serves, and takes uploads once NATS is there and whenever it is back', async () => {
  await using nats = await natsForTest();
  await using database = await databaseForTest();
  await nats.kill();
  await using readModel = await openReadModel({ url: database.gatewayUrl });
  await using log = connectInBackground(
    () => connectLog({ url: nats.url, service: 'gateway', logger: silent }),
    silent,
  );
  const checks = { nats: async () => log().check() };
  await using server = await serve(buildApp({ ...settings, log, reads: readsFrom(readModel), checks }), {
    host: '127.0.0.1',
    port: 0,
  });
  const url = `http://127.0.0.1:${server.address.port}`;
  const accepts = async () => (await upload(url)).status === 202;

  const expectAway = async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, checks: { nats: 'unavailable' } },
    ]);
    await expectUnavailable(await upload(url), 'log_unavailable');
    await expectUnavailable(await upload(url, '/v1/requests'), 'log_unavailable');
  };
  await expectAway();
  await nats.start();
  await waitFor('an upload to be accepted', accepts);
  await nats.kill();
  await expectAway();
  await nats.start();
  await waitFor('an upload to be accepted again', accepts);
});

test('without PostgreSQL uploads are taken, and a status is unavailable instead of wrong', async () => {
  await using nats = await natsForTest();
  await using gateway = await gatewayForTest({ natsUrl: nats.url, databaseUrl: NOWHERE });
  const { requestId } = (await (await upload(gateway.url)).json()) as { requestId: string };
  await expectUnavailable(await fetch(`${gateway.url}/api/status/${requestId}`), 'database_unavailable');
  await expectUnavailable(await fetch(`${gateway.url}/status/5`), 'database_unavailable');
  const ready = await fetch(`${gateway.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    {
      ready: true,
      checks: { nats: 'ok', postgres: 'unavailable' },
      details: ['Uploads are accepted; what is read from the database is not available.'],
    },
  ]);
});

test('before the tables are there a status is unavailable', async () => {
  await using nats = await natsForTest();
  await using database = await databaseForTest();
  await using gateway = await gatewayForTest({ natsUrl: nats.url, databaseUrl: database.gatewayUrl });
  await expectUnavailable(await fetch(`${gateway.url}/api/status/abc`), 'database_unavailable');
  await using readModel = await openReadModel({ url: database.trackerUrl });
  await migrate(readModel);
  expect((await fetch(`${gateway.url}/api/status/abc`)).status).toBe(404);
});

test('a full log refuses an upload, and nothing is left behind', async () => {
  await using nats = await natsForTest();
  await using gateway = await gatewayForTest({ natsUrl: nats.url, databaseUrl: NOWHERE });
  await gateway.log.publish('request.cancelled', { requestId: 'r1', by: 'test' });
  await closeLog(nats.url);
  const answer = await upload(gateway.url);
  expect(await answer.clone().json()).toMatchObject({
    detail: 'The event log is full and takes no new work.',
  });
  await expectUnavailable(answer, 'log_unavailable');
  expect(await messagesInBucket(nats.url)).toBe(0);
});

test('an acceptance that the log holds counts, even when its confirmation is lost', async () => {
  await using nats = await natsForTest();
  await using log = await connectLog({ url: nats.url, service: 'gateway', logger: silent });
  const unconfirmed: typeof log.publish = async (...event) => {
    await log.publish(...event);
    throw new LogUnavailableError('unreachable', 'the confirmation is lost');
  };
  const at = { natsUrl: nats.url, databaseUrl: NOWHERE };

  await using gateway = await gatewayForTest(at, { log: () => ({ ...log, publish: unconfirmed }) });
  const answer = await upload(gateway.url);
  expect(answer.status).toBe(202);
  const { requestId } = (await answer.json()) as { requestId: string };
  const { upload: stored } = (await log.lastEvent('request.accepted', requestId))?.event.data ?? {};
  expect(await log.uploads.get(String(stored?.object))).not.toBeNull();

  const before = await messagesInBucket(nats.url);
  const lastEvent = () => Promise.reject(new Error('no answer'));
  await using blind = await gatewayForTest(at, {
    log: () => ({ ...log, publish: unconfirmed, lastEvent }),
  });
  await expectUnavailable(await upload(blind.url), 'log_unavailable');
  // The event may be in the log, as it is here, and then ingest needs the upload.
  expect(await messagesInBucket(nats.url)).toBeGreaterThan(before);
});
