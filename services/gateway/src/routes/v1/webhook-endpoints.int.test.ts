import { ENDPOINT_EXAMPLES } from '@halftone/contracts';
import { createEndpointBook, createKeyring, type Endpoint } from '@halftone/endpoints';
import { WebhookEndpoint } from '@halftone/read-model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resealSecrets } from '../../endpoints/reseal-secrets.ts';
import { anyKey } from '../../testing/client.ts';
import { gatewayForTest, silent, systemForTest, type TestSystem } from '../../testing/gateway.ts';

const KEYS = createKeyring([Buffer.alloc(32, 3).toString('base64')]);
const PATH = '/v1/webhook-endpoints';
const url = 'https://shop.example/hook?token=1';

let system: TestSystem;
beforeAll(async () => {
  system = await systemForTest({ keys: anyKey, endpointSecrets: KEYS }, async (readModel) => {
    const at = new Date('2026-03-01T10:00:00.000Z');
    const row = { version: 1, tenant: 'listed', url, events: ['request.completed' as const], updatedAt: at };
    await readModel.em().insertMany(WebhookEndpoint, [
      {
        ...row,
        id: 'ep_b',
        status: 'suspended',
        registeredAt: at,
        failingSince: at,
        error: 'It answered 500.',
      },
      { ...row, id: 'ep_a', status: 'enabled', registeredAt: at, description: 'The shop' },
      { ...row, id: 'ep_c', status: 'removed', registeredAt: at },
      { ...row, id: 'ep_d', status: 'enabled', registeredAt: at, tenant: 'other' },
    ]);
  });
});
afterAll(() => system[Symbol.asyncDispose]());

async function call(method: string, path: string, key = 'acme', body?: object, base = system.url) {
  const response = await fetch(base + path, {
    method,
    headers: { 'x-api-key': key, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

async function inLog(endpointId: string): Promise<Endpoint> {
  const book = createEndpointBook();
  for await (const { event } of system.log.endpoints.replay(endpointId)) book.add(event);
  return book.find(endpointId) ?? expect.unreachable();
}

/** The secrets of an endpoint, as whoever has the key reads them from the log. */
const opened = ({ endpointId, secrets }: Endpoint) =>
  secrets.map(({ sealed, version }) => KEYS.open(sealed, { endpointId, version }));

test('an endpoint is registered as an event, and its secret is shown this once and stands sealed in the log', async () => {
  const { status, body } = await call('POST', PATH, 'acme', { url, description: 'The shop' });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    id: expect.stringMatching(/^ep_[0-9a-f]{24}$/),
    url,
    events: ['request.completed'],
    description: 'The shop',
    status: 'enabled',
    secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
  });
  const endpoint = await inLog(body.id);
  expect(opened(endpoint)).toEqual([body.secret]);
  expect(JSON.stringify(endpoint)).not.toContain(body.secret.slice('whsec_'.length));
  const again = await call('GET', `${PATH}/${body.id}`);
  expect(again).toMatchObject({ status: 200, body: { id: body.id, status: 'enabled' } });
  expect(again.body).not.toHaveProperty('secret');
});

test('a secret is changed with an overlap, or at once', async () => {
  const { body: made } = await call('POST', PATH, 'acme', { url, events: ['request.progress'] });
  const rotated = await call('POST', `${PATH}/${made.id}/rotate`);
  expect(rotated).toMatchObject({ status: 200, body: { previousSecretsValidUntil: expect.any(String) } });
  expect(opened(await inLog(made.id))).toEqual([rotated.body.secret, made.secret]);
  const day = Date.parse(rotated.body.previousSecretsValidUntil) - Date.now();
  expect(day).toBeGreaterThan(23 * 3_600_000);
  const atOnce = await call('POST', `${PATH}/${made.id}/rotate`, 'acme', { overlapSeconds: 0 });
  expect(Date.parse(atOnce.body.previousSecretsValidUntil)).toBeLessThanOrEqual(Date.now());
  expect(await call('POST', `${PATH}/${made.id}/rotate`, 'acme', { overlapSeconds: -1 })).toMatchObject({
    status: 400,
  });
});

test('an endpoint is disabled, enabled and removed, and what is so already stays so', async () => {
  const { body: made } = await call('POST', PATH, 'acme', { url });
  const at = `${PATH}/${made.id}`;
  for (let times = 0; times < 2; times++) {
    expect(await call('POST', `${at}/disable`)).toMatchObject({ status: 200, body: { status: 'disabled' } });
  }
  expect((await inLog(made.id)).version).toBe(2);
  expect(await call('POST', `${at}/enable`)).toMatchObject({ status: 200, body: { status: 'enabled' } });
  expect(await call('DELETE', at)).toMatchObject({ status: 204 });
  for (const [method, path] of [
    ['GET', at],
    ['DELETE', at],
    ['POST', `${at}/rotate`],
    ['POST', `${at}/enable`],
  ] as const) {
    expect(await call(method, path)).toMatchObject({ status: 404, body: { code: 'endpoint_not_found' } });
  }
});

test('changes that come at once are all made, one after the other', async () => {
  const { body: made } = await call('POST', PATH, 'acme', { url });
  const rotations = await Promise.all(
    Array.from({ length: 4 }, () => call('POST', `${PATH}/${made.id}/rotate`)),
  );
  const secrets = rotations.map(({ body }) => body.secret);
  const endpoint = await inLog(made.id);
  expect(endpoint.version).toBe(5);
  expect(opened(endpoint).slice(0, 4).sort()).toEqual(secrets.sort());
});

test('another key does not see an endpoint, nor change it', async () => {
  const { body: made } = await call('POST', PATH, 'acme', { url });
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/rotate'],
    ['POST', '/disable'],
    ['DELETE', ''],
  ] as const) {
    expect(await call(method, `${PATH}/${made.id}${path}`, 'bolt')).toMatchObject({ status: 404 });
  }
  expect((await inLog(made.id)).version).toBe(1);
});

test('the list is of one key, without those that were removed, and without secrets', async () => {
  const { body } = await call('GET', PATH, 'listed');
  expect(body).toMatchObject({
    items: [
      { id: 'ep_a', description: 'The shop', status: 'enabled', error: null },
      {
        id: 'ep_b',
        status: 'suspended',
        failingSince: '2026-03-01T10:00:00.000Z',
        error: 'It answered 500.',
      },
    ],
    nextCursor: null,
  });
  expect(JSON.stringify(body)).not.toMatch(/whsec_|sealed|nonce/);
});

test.each([
  [{ url: 'http://10.0.0.7/hook' }, 'invalid_webhook_url'],
  [{ url: 'http://[::ffff:127.0.0.2]/' }, 'invalid_webhook_url'],
  [{ url: 'no URL' }, 'invalid_webhook_url'],
  [{ url, events: [] }, 'invalid_request'],
  [{ url, events: ['request.lost'] }, 'invalid_request'],
  [{ events: ['request.completed'] }, 'invalid_request'],
  [{ url, secret: 'whsec_mine' }, 'invalid_request'],
])('%j is refused as %s', async (body, code) => {
  expect(await call('POST', PATH, 'acme', body)).toMatchObject({ status: 400, body: { code } });
});

test('a key has at most twenty endpoints', async () => {
  for (let made = 0; made < 20; made++) {
    expect((await call('POST', PATH, 'many', { url })).status).toBe(201);
  }
  expect(await call('POST', PATH, 'many', { url })).toMatchObject({
    status: 409,
    body: { code: 'too_many_endpoints' },
  });
});

test('a key changes its endpoints at most sixty times a minute, and looks at them as often as it likes', async () => {
  const { body: made } = await call('POST', PATH, 'busy', { url });
  const at = `${PATH}/${made.id}`;
  for (let changes = 1; changes < 60; changes++) {
    expect((await call('POST', `${at}/enable`, 'busy')).status).toBe(200);
  }
  expect(await call('POST', `${at}/rotate`, 'busy')).toMatchObject({
    status: 429,
    body: { code: 'too_many_requests' },
  });
  expect((await inLog(made.id)).version).toBe(1);
  expect((await call('GET', at, 'busy')).status).toBe(200);
});

test('without a key for their secrets nothing is registered, and the answer says what is missing', async () => {
  const at = { natsUrl: system.natsUrl, databaseUrl: system.databaseUrl };
  await using keyless = await gatewayForTest(at, { keys: anyKey, endpointSecrets: null });
  expect(await call('POST', PATH, 'acme', { url }, keyless.url)).toMatchObject({
    status: 501,
    body: { code: 'endpoints_not_configured', hint: expect.stringContaining('ENDPOINT_SECRETS_KEY') },
  });
});

test('under a new key everything is sealed again, once, and the old key is no longer needed', async () => {
  const { body: made } = await call('POST', PATH, 'acme', { url });
  const { body: rotated } = await call('POST', `${PATH}/${made.id}/rotate`);
  const [oldKey, newKey] = [3, 4].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [
    string,
    string,
  ];
  const both = { log: () => system.log, endpointSecrets: createKeyring([newKey, oldKey]), logger: silent };
  const resealed = await Promise.all([resealSecrets(both), resealSecrets(both)]);
  expect(Math.min(...resealed) + Math.max(...resealed)).toBeGreaterThan(0);
  const { secrets } = await inLog(made.id);
  const [fresh, stale] = [createKeyring([newKey]), createKeyring([oldKey])];
  const place = (version: number) => ({ endpointId: made.id, version });
  expect(secrets.map(({ sealed, version }) => fresh.open(sealed, place(version)))).toEqual([
    rotated.secret,
    made.secret,
  ]);
  expect(await resealSecrets(both)).toBe(0);
  // Back to the key of the other tests; without either, nothing is lost.
  expect(await resealSecrets({ ...both, endpointSecrets: stale })).toBe(0);
  expect(await resealSecrets({ ...both, endpointSecrets: createKeyring([oldKey, newKey]) })).toBeGreaterThan(
    0,
  );
  expect((await inLog(made.id)).secrets.every(({ sealed }) => stale.isCurrent(sealed))).toBe(true);
});

test('an endpoint whose secret was sealed for another one keeps no other from being sealed again', async () => {
  const { endpoints } = system.log;
  const registered = {
    ...ENDPOINT_EXAMPLES['endpoint.registered'],
    endpointId: 'ep_moved',
    secret: KEYS.seal('whsec_moved', { endpointId: 'ep_elsewhere', version: 1 }),
  };
  expect(await endpoints.publish('endpoint.registered', registered, await endpoints.lastSequence())).toBe(
    true,
  );
  const { body: made } = await call('POST', PATH, 'acme', { url });
  const [oldKey = '', newKey = ''] = [3, 4].map((byte) => Buffer.alloc(32, byte).toString('base64'));
  const endpointSecrets = createKeyring([newKey, oldKey]);
  expect(await resealSecrets({ log: () => system.log, endpointSecrets, logger: silent })).toBeGreaterThan(0);
  const isCurrent = ({ secrets }: Endpoint) =>
    secrets.every(({ sealed }) => endpointSecrets.isCurrent(sealed));
  expect(isCurrent(await inLog(made.id))).toBe(true);
  expect(isCurrent(await inLog('ep_moved'))).toBe(false);
});
