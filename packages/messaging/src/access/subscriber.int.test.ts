import { EXAMPLES, STREAM, UNNAMED_CONSUMERS } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { AckPolicy, connect, createInbox, type JetStreamManager, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serversOf } from '../connection.ts';
import { connectLog, type EventLog } from '../index.ts';

/** What somebody may try who has the subscribers' password and means no good. */

const logger = createLogger('test', 'silent');
const CREATE = UNNAMED_CONSUMERS.request;
const DURABLE = 'ingest';

const parts = new AsyncDisposableStack();
let nats: TestNats;
let gateway: EventLog;
let subscriber: NatsConnection;
let operator: NatsConnection;
let jsm: JetStreamManager;

beforeAll(async () => {
  nats = parts.use(await natsForTest());
  gateway = parts.use(await connectLog({ url: nats.urlOf('gateway'), service: 'gateway', logger }));
  const close = (connection: NatsConnection) => connection.close();
  subscriber = parts.adopt(await connect(serversOf(nats.urlOf('subscriber'))), close);
  operator = parts.adopt(await connect(serversOf(nats.urlOf('operator'))), close);
  jsm = await operator.jetstreamManager();
  await gateway.publish('request.accepted', EXAMPLES['request.accepted']);
});
afterAll(() => parts.disposeAsync());

/** Asks for a consumer as the subscriber, and gives its name or why there is none. */
async function ask(subject: string, config: object, stream: string = STREAM.name): Promise<string> {
  const request = JSON.stringify({ stream_name: stream, config: { ack_policy: 'explicit', ...config } });
  const answer: { name?: string; error?: { description: string } } = (
    await subscriber.request(subject, request, { timeout: 5000 })
  ).json();
  return answer.error?.description ?? answer.name ?? '';
}

describe('a consumer of a service', () => {
  beforeAll(async () => {
    await jsm.consumers.add(STREAM.name, {
      durable_name: DURABLE,
      ack_policy: AckPolicy.Explicit,
      filter_subject: 'halftone.v1.request.accepted.*',
    });
  });

  test.each([
    ['in the body alone', CREATE, { name: DURABLE }],
    ['in the body alone, as durable', CREATE, { durable_name: DURABLE }],
    ['in the body, beside another', `${CREATE}.other`, { name: DURABLE }],
    ['in the body, beside another, as durable', `${CREATE}.other`, { durable_name: DURABLE }],
    [
      'beside a durable of its own',
      '$JS.API.CONSUMER.DURABLE.CREATE.HALFTONE.mine',
      { durable_name: 'mine', name: DURABLE },
    ],
  ])('stays as it is when its name stands %s', async (_, subject, config) => {
    const before = (await jsm.consumers.info(STREAM.name, DURABLE)).config;
    expect(await ask(subject, { ...config, filter_subject: 'halftone.v1.request.deleted.*' })).not.toBe(
      DURABLE,
    );
    expect((await jsm.consumers.info(STREAM.name, DURABLE)).config).toEqual(before);
  });

  test('takes nothing that is sent to where it waits for its events', async () => {
    await using ingest = await connectLog({ url: nats.urlOf('ingest'), service: 'ingest', logger });
    const inboxes: string[] = [];
    operator.subscribe(`$JS.API.CONSUMER.MSG.NEXT.${STREAM.name}.${DURABLE}`, {
      callback: (_, { reply = '' }) => void inboxes.push(reply),
    });
    await operator.flush();
    const handled: string[] = [];
    const own = { durable: DURABLE, event: 'request.accepted', inFlight: 5 } as const;
    await using _consumption = await ingest.consume(own, async ({ event }) => {
      handled.push(event.data.requestId);
    });
    await waitFor('the event', () => handled.length === 1);
    const inbox = await waitFor('the next pull', () => inboxes.at(-1));
    await ask(`${CREATE}.intruder`, { deliver_subject: inbox, ack_policy: 'none' });
    await waitFor('the delivery', async () => {
      const { delivered } = await jsm.consumers.info(STREAM.name, 'intruder');
      return delivered.consumer_seq > 0;
    });
    const next = { ...EXAMPLES['request.accepted'], requestId: 'next' };
    await gateway.publish('request.accepted', next);
    await waitFor('the next event', () => handled.includes('next'));
    expect(handled).toEqual([EXAMPLES['request.accepted'].requestId, 'next']);
    await jsm.consumers.delete(STREAM.name, 'intruder');
  });
});

test('a consumer that is asked for without a name gets one, or the name that the body has', async () => {
  expect(await ask(CREATE, {})).toMatch(/^\w{22}$/);
  expect(await ask(CREATE, { name: 'a.b>' })).toMatch(/^\w{22}$/);
  expect(await ask(CREATE, { name: 'wanted' })).toBe('wanted');
});

test.each([CREATE, `${CREATE}.any`])('%s makes a consumer of no other stream', async (subject) => {
  expect(await ask(subject, {}, 'OBJ_uploads')).toBe('stream name in subject does not match request');
});

test.each([
  'halftone.v1.request.completed.forged',
  'halftone-ends.v1.request.deleted.forged',
  'halftone-inbox.v1.public',
  '$O.uploads.C.forged',
  '$JS.API.STREAM.PURGE.HALFTONE',
  '$JS.API.STREAM.DELETE.HALFTONE',
  UNNAMED_CONSUMERS.subject,
])('a push consumer brings nothing to %s', async (target) => {
  const streams = await statesOf(jsm);
  for (const headers_only of [false, true]) {
    const name = await ask(`${CREATE}.pusher`, { deliver_subject: target, headers_only, ack_policy: 'none' });
    if (name !== 'pusher') continue;
    // It has something to deliver, and what is asked for afterwards has come before it would.
    const inbox = createInbox();
    const arrived = Promise.withResolvers<void>();
    const proof = subscriber.subscribe(inbox, { callback: () => arrived.resolve() });
    await ask(`${CREATE}.proof`, { deliver_subject: inbox, headers_only, ack_policy: 'none' });
    await arrived.promise;
    proof.unsubscribe();
    const { delivered, num_pending } = await jsm.consumers.info(STREAM.name, 'pusher');
    expect(delivered.consumer_seq).toBe(0);
    expect(num_pending).toBeGreaterThan(0);
    await Promise.all(['pusher', 'proof'].map((name) => jsm.consumers.delete(STREAM.name, name)));
  }
  expect(await statesOf(jsm)).toEqual(streams);
});

test.each(['PURGE', 'DELETE'])('an answer that is sent to STREAM.%s does nothing there', async (verb) => {
  const streams = await statesOf(jsm);
  expect(await ask(`${CREATE}.answering`, { headers_only: true })).toBe('answering');
  const reply = `$JS.API.STREAM.${verb}.HALFTONE`;
  const next = '$JS.API.CONSUMER.MSG.NEXT.HALFTONE.answering';
  subscriber.publish('$JS.API.INFO', '', { reply });
  subscriber.publish(next, '', { reply });
  // Pulls are answered in their order, and what the API is asked for in its own. From 2.15 on the first one is refused.
  const inbox = createInbox();
  const answered = subscriber.subscribe(inbox, { max: 1 });
  subscriber.publish(next, '', { reply: inbox });
  for await (const { subject } of answered) expect(subject).toMatch(/^halftone\.v1\./);
  expect(await statesOf(jsm)).toEqual(streams);
  await jsm.consumers.delete(STREAM.name, 'answering');
});

/** How much each stream holds. */
async function statesOf(manager: JetStreamManager): Promise<Record<string, number>> {
  const all = await Array.fromAsync(manager.streams.list());
  return Object.fromEntries(all.map(({ config, state }) => [config.name, state.messages]));
}
