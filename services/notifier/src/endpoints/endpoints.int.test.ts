import { type EndpointEventName, EXAMPLES, reasonOf } from '@halftone/contracts';
import { createKeyring, newSecret } from '@halftone/endpoints';
import { waitFor } from '@halftone/local-stack/testing';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  completedData,
  ENDPOINT_SECRETS_KEY,
  notifierForTest,
  type Received,
  receiverForTest,
  SECRET,
  type TestNotifier,
} from '../notifier.fixture.ts';

const KEYS = createKeyring([ENDPOINT_SECRETS_KEY]);
const HOUR_MS = 3_600_000;
const parts = new AsyncDisposableStack();
let notifier: TestNotifier;
let clockMs = 0;

beforeAll(async () => {
  const env = { WEBHOOK_RETRY_SCHEDULE: '0.05,0.05' };
  notifier = parts.use(await notifierForTest(env, undefined, () => new Date(Date.now() + clockMs)));
});
afterAll(() => parts.disposeAsync());

async function publish(name: EndpointEventName, data: { endpointId: string; [field: string]: unknown }) {
  const { endpoints } = notifier.log;
  const about = { tenant: data.endpointId.replace('ep_', ''), ...data };
  // The caller gives what the type of the event asks for; a mistake is refused by its schema.
  const publishAny = endpoints.publish as (name: string, data: object, after: number) => Promise<boolean>;
  expect(await publishAny(name, about, await endpoints.lastSequence())).toBe(true);
}

/** Says what the gateway would say of an endpoint, and waits until the notifier has read it. */
async function say(
  name: EndpointEventName,
  data: { endpointId: string; version: number; [field: string]: unknown },
) {
  await publish(name, data);
  await caughtUp();
}

let marks = 0;

/** The stream is read in order: once what is registered now is known, everything before it is. */
async function caughtUp(): Promise<void> {
  const endpointId = `ep_mark${++marks}`;
  const secret = sealed(newSecret(), endpointId, 1);
  const registered = { url: 'http://10.0.0.7/', events: ['request.completed'], secret, by: 'test' };
  await publish('endpoint.registered', { endpointId, version: 1, ...registered });
  await waitFor('the notifier to have read it', async () => {
    const { error } = await notifier.log.webhookTests.ask({ endpointId, event: 'webhook.test' }, 5000);
    return error?.code === 'blocked_address';
  });
}

const sealed = (secret: string, endpointId: string, version: number) =>
  KEYS.seal(secret, { endpointId, version });

async function register(endpointId: string, url: string, events = ['request.completed']): Promise<string> {
  const secret = newSecret();
  const registered = { url, events, secret: sealed(secret, endpointId, 1), by: 'test' };
  await say('endpoint.registered', { endpointId, version: 1, ...registered });
  return secret;
}

const complete = (requestId: string, tenant: string, failed = 0) => {
  const counts = { products: 1, images: 3, compressed: 3 - failed, failed };
  return notifier.log.publish('request.completed', { ...completedData(requestId), tenant, counts });
};

const arrived = (received: Received[], count: number) =>
  waitFor(`${count} webhooks`, () => received.length >= count && received);

const headersOf = ({ headers }: Received) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
const verifies = (secret: string, webhook: Received): boolean => {
  try {
    new Webhook(secret).verify(webhook.body, headersOf(webhook));
    return true;
  } catch {
    return false;
  }
};

const eventsOf = async (endpointId: string) => {
  const names: string[] = [];
  for await (const { event } of notifier.log.endpoints.replay(endpointId))
    names.push(event?.name ?? 'unreadable');
  return names;
};

test('an endpoint is told what it chose of the requests of its tenant, signed with its own secret', async () => {
  await using receiver = await receiverForTest();
  const secret = await register('ep_acme', receiver.url, ['request.completed', 'request.failed_images']);
  const failure = {
    ...EXAMPLES['image.failed'],
    requestId: 'r1',
    reason: reasonOf('not_found', 'It answered 404.'),
  };
  await notifier.log.publish('image.failed', failure);
  await complete('others', 'bolt');
  await complete('r1', 'acme', 1);
  const received = await arrived(receiver.received, 2);
  const bodies = received.map(({ body }) => JSON.parse(body)).sort((a, b) => (a.type < b.type ? -1 : 1));
  expect(bodies).toMatchObject([
    { type: 'request.completed', data: { requestId: 'r1' } },
    {
      type: 'request.failed_images',
      schemaVersion: 1,
      data: {
        requestId: 'r1',
        failures: [{ imageId: failure.imageId, url: failure.url, reason: { code: 'not_found' } }],
        failuresOmitted: 0,
        failedCsvUrl: 'https://halftone.example/v1/requests/r1/failed.csv',
      },
    },
  ]);
  expect(received.map((webhook) => [verifies(secret, webhook), verifies(SECRET, webhook)])).toEqual([
    [true, false],
    [true, false],
  ]);
  const ids = received.map(({ headers }) => headers['webhook-id']).sort();
  expect(ids).toEqual(['msg_r1_completed_ep_acme', 'msg_r1_failed_ep_acme']);
  await waitFor('both attempts', async () => (await notifier.attempts('r1')).length === 2);
  expect((await notifier.attempts('r1'))[0]).toMatchObject({ endpointId: 'ep_acme', outcome: 'delivered' });
});

test('while its secret is changed a webhook carries both signatures, and then that of the new one alone', async () => {
  await using receiver = await receiverForTest();
  const old = await register('ep_rotated', receiver.url);
  const fresh = newSecret();
  const previousUntil = new Date(Date.now() + clockMs + HOUR_MS).toISOString();
  const rotation = { secret: sealed(fresh, 'ep_rotated', 2), previousUntil, by: 'test' };
  await say('endpoint.rotated', { endpointId: 'ep_rotated', version: 2, ...rotation });
  await complete('during', 'rotated');
  const [during = expect.unreachable()] = await arrived(receiver.received, 1);
  expect([verifies(old, during), verifies(fresh, during)]).toEqual([true, true]);
  clockMs += HOUR_MS;
  await complete('after', 'rotated');
  const [, later = expect.unreachable()] = await arrived(receiver.received, 2);
  expect(String(later.headers['webhook-signature']).split(' ')).toHaveLength(1);
});

test('the deliveries of one request do not stand in for each other, and each is redelivered by its id', async () => {
  await using receiver = await receiverForTest((response, { length }) =>
    response.writeHead(length <= 2 ? 500 : 204).end(),
  );
  await register('ep_twice', receiver.url);
  const data = { ...completedData('r2', receiver.url), tenant: 'twice' };
  await notifier.log.publish('request.completed', data);
  const isDone = (id: string) => async () =>
    (await notifier.attempts('r2')).some(
      ({ deliveryId, outcome }) => deliveryId === id && outcome === 'delivered',
    );
  const [own, toEndpoint] = ['msg_r2', 'msg_r2_completed_ep_twice'];
  await waitFor('the own receiver', isDone(own));
  await waitFor('the endpoint', isDone(toEndpoint));
  const before = receiver.received.length;
  const redelivery = { requestId: 'r2', deliveryId: toEndpoint, by: 'test' };
  await notifier.log.publish('webhook.redelivery-requested', redelivery);
  const received = await arrived(receiver.received, before + 1);
  expect(received.at(-1)?.headers['webhook-id']).toBe(toEndpoint);
});

test('progress is told at each quarter once, to the receiver of the upload and to endpoints', async () => {
  await using receiver = await receiverForTest();
  await register('ep_progress', receiver.url, ['request.progress']);
  const progressed = {
    ...EXAMPLES['request.progressed'],
    requestId: 'r3',
    tenant: 'progress',
    webhookUrl: receiver.url,
    webhookEvents: ['request.progress' as const],
  };
  for (const progress of [25, 50]) {
    await notifier.log.publish('request.progressed', { ...progressed, progress }, { firstOnSubject: true });
  }
  const received = await arrived(receiver.received, 4);
  expect(received.map(({ headers }) => headers['webhook-id']).sort()).toEqual([
    'msg_r3_progress25',
    'msg_r3_progress25_ep_progress',
    'msg_r3_progress50',
    'msg_r3_progress50_ep_progress',
  ]);
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
    type: 'request.progress',
    data: { requestId: 'r3', status: 'processing', progress: expect.any(Number) },
  });
});

test('who chose only other things is not told of the completion', async () => {
  await using receiver = await receiverForTest();
  const chosen = { webhookEvents: ['request.failed_images' as const] };
  await notifier.log.publish('request.completed', { ...completedData('r4', receiver.url), ...chosen });
  const received = await arrived(receiver.received, 1);
  await notifier.ended('r4');
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['msg_r4_failed']);
});

test('a log that is read again tells an endpoint nothing twice, and one that came later nothing of what was before', async () => {
  await using receiver = await receiverForTest();
  await register('ep_again', receiver.url);
  await complete('r5', 'again');
  await arrived(receiver.received, 1);
  clockMs += HOUR_MS;
  await notifier.restart({ fromStart: true });
  await complete('r6', 'again');
  const received = await arrived(receiver.received, 2);
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([
    'msg_r5_completed_ep_again',
    'msg_r6_completed_ep_again',
  ]);
});

test('what waits for an endpoint that is disabled ends as rejected, with the reason', async () => {
  // Long enough for the endpoint to be disabled, however busy the machine is.
  await using receiver = await receiverForTest((response) =>
    response.writeHead(503, { 'retry-after': '3' }).end(),
  );
  await register('ep_off', receiver.url);
  await complete('r8', 'off');
  await waitFor('the first attempt', () => receiver.received.length > 0);
  await say('endpoint.disabled', { endpointId: 'ep_off', version: 2, by: 'test' });
  const attempts = await notifier.ended('r8');
  expect(attempts.at(-1)).toMatchObject({ outcome: 'rejected', error: 'The endpoint is disabled.' });
});

test('days of nothing but failures suspend an endpoint, and one success in between does not', async () => {
  let status = 500;
  await using receiver = await receiverForTest((response) => response.writeHead(status).end());
  await register('ep_dead', receiver.url);
  let requests = 0;
  const attempt = async () => {
    const requestId = `dead-${++requests}`;
    await complete(requestId, 'dead');
    return notifier.ended(requestId);
  };
  const until = async (name: string) => {
    await waitFor(name, async () => (await eventsOf('ep_dead')).at(-1) === name);
    await caughtUp();
  };

  await attempt();
  expect(await eventsOf('ep_dead')).toEqual(['endpoint.registered']);
  clockMs += 2 * HOUR_MS;
  await attempt();
  await until('endpoint.failed');
  status = 204;
  clockMs += 130 * HOUR_MS;
  await attempt();
  await until('endpoint.recovered');
  status = 500;
  await attempt();
  clockMs += 2 * HOUR_MS;
  await attempt();
  await until('endpoint.failed');
  clockMs += 117 * HOUR_MS;
  await attempt();
  expect((await eventsOf('ep_dead')).at(-1)).toBe('endpoint.failed');
  clockMs += 2 * HOUR_MS;
  await attempt();
  await until('endpoint.suspended');
  const hits = receiver.received.length;
  await using other = await receiverForTest();
  await register('ep_alive', other.url);
  await complete('too-late', 'dead');
  // Completions are taken in order, so that the first was looked at when the second is delivered.
  await complete('in-time', 'alive');
  await arrived(other.received, 1);
  expect(await notifier.attempts('too-late')).toEqual([]);
  expect(receiver.received).toHaveLength(hits);
});
