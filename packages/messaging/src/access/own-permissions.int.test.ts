import { EVENT_NAMES, EVENTS, EXAMPLES, type ServiceName, STREAM } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect, StorageType } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serversOf } from '../connection.ts';
import { connectLog, type EventLog, type NatsUser, NotPermittedError } from '../index.ts';

const logger = createLogger('test', 'silent');
const REQUEST = EXAMPLES['request.accepted'].requestId;
const ATTEMPTS = 'halftone.v1.webhook.attempted.*';
const create = (name: string, filter: string) => `$JS.API.CONSUMER.CREATE.HALFTONE.${name}.${filter}`;

const parts = new AsyncDisposableStack();
let nats: TestNats;
beforeAll(async () => {
  nats = parts.use(await natsForTest());
});
afterAll(() => parts.disposeAsync());

const logOf = (service: ServiceName, on = nats): Promise<EventLog> =>
  connectLog({ url: on.urlOf(service), service, logger });
const connectAs = (user: NatsUser, on = nats) =>
  connect({ ...serversOf(on.urlOf(user)), inboxPrefix: `_INBOX.${user}` });

describe('with its own permissions', () => {
  test.each(EVENT_NAMES)(
    'the owner of %s publishes it, and another is told at once that it may not',
    async (name) => {
      const owner = EVENTS[name].publisher;
      await using own = await logOf(owner);
      await using other = await logOf(owner === 'imager' ? 'tracker' : 'imager');
      await own.publish(name, EXAMPLES[name]);
      await expect(other.publish(name, EXAMPLES[name])).rejects.toThrow(NotPermittedError);
      await expect(other.publish(name, EXAMPLES[name])).rejects.toThrow(`publish halftone.v1.${name}.`);
    },
  );

  test.each([
    ['ingest', 'request.deleted'],
    ['ingest', 'product.listed'],
    ['imager', 'request.cancelled'],
    ['notifier', 'request.completed'],
    ['notifier', 'webhook.attempted'],
    ['tracker', 'request.accepted'],
    ['gateway', 'webhook.attempted'],
  ] as const)('%s reads the newest %s of a request, or that there is none', async (service, name) => {
    await using log = await logOf(service);
    const { requestId } = EXAMPLES[name];
    expect(await log.lastEvent(name, requestId)).toMatchObject({ event: { name, data: EXAMPLES[name] } });
    expect(await log.lastEvent(name, 'unheard-of')).toBeNull();
  });

  test('a service is told at once what it may not read', async () => {
    await using log = await logOf('imager');
    await expect(log.lastEvent('webhook.attempted', REQUEST)).rejects.toThrow(NotPermittedError);
  });

  test('the notifier replays attempts, and no other events', async () => {
    await using log = await logOf('notifier');
    const attempts = await Array.fromAsync(log.replay({ name: 'webhook.attempted' }));
    expect(attempts.map(({ event }) => event.name)).toEqual(['webhook.attempted']);
    await expect(Array.fromAsync(log.replay())).rejects.toThrow(/Permissions Violation/);
  });

  test('a reader cannot ask for more than the subject of its request says', async () => {
    const connection = await connectAs('notifier');
    const config = { name: 'any', filter_subject: 'halftone.v1.>', ack_policy: 'none' };
    const request = JSON.stringify({ stream_name: STREAM.name, config });
    const answer = await connection.request(create('any', ATTEMPTS), request);
    expect(answer.json()).toMatchObject({ error: { code: 400 } });
    await connection.close();
  });
});

test('what a consumer has sent to the subject of another event stays what it was', async () => {
  await using own = await natsForTest();
  await using log = await logOf('notifier', own);
  await log.publish('webhook.attempted', EXAMPLES['webhook.attempted']);
  const thief = await connectAs('notifier', own);
  const request = { stream_name: STREAM.name, config: { name: 'any', filter_subject: ATTEMPTS } };
  await thief.request(create('any', ATTEMPTS), JSON.stringify(request));
  thief.publish('$JS.API.CONSUMER.MSG.NEXT.HALFTONE.any', '', {
    reply: 'halftone.v1.request.completed.forged',
  });
  const operator = await connectAs('operator', own);
  const { consumers, streams } = await operator.jetstreamManager();
  await waitFor(
    'the delivery',
    async () => (await consumers.info(STREAM.name, 'any')).delivered.consumer_seq === 1,
  );
  const { state } = await streams.info(STREAM.name, { subjects_filter: 'halftone.v1.>' });
  expect(Object.keys(state.subjects ?? {})).toEqual([`halftone.v1.webhook.attempted.${REQUEST}`]);
  await Promise.all([thief.close(), operator.close()]);
});

test('a log of an earlier version, without direct gets, has them once the tracker has come', async () => {
  await using own = await natsForTest();
  const operator = await connectAs('operator', own);
  const streams = (await operator.jetstreamManager()).streams;
  await streams.add({
    name: STREAM.name,
    subjects: [...STREAM.subjects],
    storage: StorageType.File,
    max_bytes: 5_000_000,
  });
  await using imager = await logOf('imager', own);
  await using _tracker = await logOf('tracker', own);
  expect(await imager.lastEvent('request.cancelled', REQUEST)).toBeNull();
  const { config } = await streams.info(STREAM.name);
  expect(config).toMatchObject({ allow_direct: true, max_bytes: 5_000_000 });
  await operator.close();
});
