import { EVENTS, EVERYTHING, type EventName, EXAMPLES, filterFor, STREAM } from '@halftone/contracts';
import { natsForTest, waitFor } from '@halftone/local-stack/testing';
import { createLogger, isOlder, versionIn } from '@halftone/runtime';
import { type JetStreamClient as Client3, jetstream, type JsMsg as Message3 } from '@nats-io/jetstream';
import { connect as connect3 } from '@nats-io/transport-node';
import {
  AckPolicy,
  type ConsumerOptsBuilder,
  connect,
  consumerOpts,
  createInbox,
  type JetStreamClient,
  type JsMsg,
  type NatsConnection,
} from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serversOf } from '../connection.ts';
import { connectLog } from '../index.ts';

/** Every way in which the two clients for Node read the log as the user `subscriber`: what it holds, and what comes. */

const parts = new AsyncDisposableStack();
const publishers = new Map<string, Awaited<ReturnType<typeof connectLog>>>();
const published: string[] = [];
let connection: NatsConnection;
let js: JetStreamClient;
let js3: Client3;

beforeAll(async () => {
  const nats = parts.use(await natsForTest());
  for (const service of ['gateway', 'imager', 'tracker'] as const) {
    const logger = createLogger(service, 'silent');
    publishers.set(service, parts.use(await connectLog({ url: nats.urlOf(service), service, logger })));
  }
  const options = serversOf(nats.urlOf('subscriber'));
  connection = parts.adopt(await connect(options), (opened) => opened.close());
  js = connection.jetstream();
  js3 = jetstream(parts.adopt(await connect3(options), (opened) => opened.close()));
  await publish('request.accepted', 'before');
  await publish('image.failed', 'before');
});
afterAll(() => parts.disposeAsync());

async function publish<N extends EventName>(name: N, requestId: string): Promise<void> {
  await publishers.get(EVENTS[name].publisher)?.publish(name, { ...EXAMPLES[name], requestId });
  published.push(`halftone.v1.${name}.${requestId}`);
}

/** Reads, and tells of each subject, until it is ended. */
type Way = (filters: string[], seen: (subject: string) => void) => Promise<{ end: () => unknown }>;

const explicit = { ack_policy: AckPolicy.Explicit };
/** As an application would write it: one filter is given as such. */
const filtersOf = ([first, ...more]: string[]) =>
  more.length > 0 ? { filter_subjects: [first ?? '', ...more] } : first ? { filter_subject: first } : {};

const oneOrSeveral = (filters: string[]) => (filters.length > 1 ? filters : filters[0]);

/** Of the older API: a subject by which the stream is found, or the stream and its filters. */
function subjectAndOptions(filters: string[], options: ConsumerOptsBuilder): [string, ConsumerOptsBuilder] {
  if (filters.length < 2) return [filters[0] ?? EVERYTHING, options];
  options.bindStream(STREAM.name);
  for (const filter of filters) options.filterSubject(filter);
  return ['', options];
}

async function take(
  messages: AsyncIterable<JsMsg | Message3> & { stop?(): void; close?(): unknown; destroy?(): unknown },
  seen: (subject: string) => void,
): Promise<{ end: () => unknown }> {
  void (async () => {
    for await (const message of messages) {
      seen(message.subject);
      message.ack();
    }
  })();
  return { end: () => messages.stop?.() ?? messages.destroy?.() ?? messages.close?.() };
}

let serial = 0;
const newName = () => `reader-${serial++}`;

const WAYS: Record<string, Way> = {
  'nats, a durable pull consumer': async (filters, seen) => {
    const durable_name = newName();
    const jsm = await js.jetstreamManager();
    await jsm.consumers.add(STREAM.name, { durable_name, ...explicit, ...filtersOf(filters) });
    return take(await (await js.consumers.get(STREAM.name, durable_name)).consume(), seen);
  },
  'nats, a pull consumer without a name': async (filters, seen) => {
    const jsm = await js.jetstreamManager();
    const { name } = await jsm.consumers.add(STREAM.name, { ...explicit, ...filtersOf(filters) });
    return take(await (await js.consumers.get(STREAM.name, name)).consume(), seen);
  },
  'nats, an ordered pull consumer': async (filters, seen) => {
    const filterSubjects = oneOrSeveral(filters);
    const options = filterSubjects ? { filterSubjects } : {};
    return take(await (await js.consumers.get(STREAM.name, options)).consume(), seen);
  },
  'nats, an ordered push consumer of the stream that has the subject': async (filters, seen) => {
    const options = consumerOpts();
    options.orderedConsumer();
    return take(await js.subscribe(...subjectAndOptions(filters, options)), seen);
  },
  'nats, a durable push consumer with a queue': async (filters, seen) => {
    const name = newName();
    const options = consumerOpts()
      .durable(name)
      .deliverTo(createInbox())
      .queue(name)
      .manualAck()
      .ackExplicit();
    return take(await js.subscribe(...subjectAndOptions(filters, options)), seen);
  },
  '@nats-io/jetstream, a durable pull consumer': async (filters, seen) => {
    const durable_name = newName();
    const jsm = await js3.jetstreamManager();
    await jsm.consumers.add(STREAM.name, { durable_name, ...explicit, ...filtersOf(filters) });
    return take(await (await js3.consumers.get(STREAM.name, durable_name)).consume(), seen);
  },
  '@nats-io/jetstream, an ordered pull consumer': async (filters, seen) => {
    const filter_subjects = oneOrSeveral(filters);
    const options = filter_subjects ? { filter_subjects } : {};
    return take(await (await js3.consumers.get(STREAM.name, options)).consume(), seen);
  },
  '@nats-io/jetstream, a push consumer': async (filters, seen) => {
    const jsm = await js3.jetstreamManager();
    const deliver_subject = createInbox();
    const config = { name: newName(), deliver_subject, ...explicit, ...filtersOf(filters) };
    const { name } = await jsm.consumers.add(STREAM.name, config);
    return take(await (await js3.consumers.getPushConsumer(STREAM.name, name)).consume(), seen);
  },
  '@nats-io/jetstream, an ordered push consumer': async (filters, seen) => {
    const filter_subjects = oneOrSeveral(filters);
    const options = filter_subjects ? { filter_subjects } : undefined;
    return take(await (await js3.consumers.getPushConsumer(STREAM.name, options)).consume(), seen);
  },
};

const FILTERS: Record<string, EventName[]> = {
  'no filter': [],
  'one filter': ['image.failed'],
  'several filters': ['image.failed', 'request.completed'],
};

describe.each(Object.entries(WAYS))('%s', (_, way) => {
  test.each(Object.entries(FILTERS))('with %s', async (_, names) => {
    const filters = names.map((name) => filterFor(name));
    const seen: string[] = [];
    if (names.length > 1 && !hasSeveralFilters()) return refusesSeveralFilters(filters);
    const { end } = await way(filters, (subject) => seen.push(subject));
    const wanted = () =>
      published.filter((subject) => names.length === 0 || names.some((name) => subject.includes(name)));
    await waitFor('the events of the past', () => seen.length >= wanted().length);
    await publish('image.failed', newName());
    await publish('request.completed', newName());
    await waitFor('the new events', () => seen.length >= wanted().length);
    await end();
    expect(seen).toEqual(wanted());
  });
});

const hasSeveralFilters = () => !isOlder(versionIn(connection.info?.version ?? '') ?? [0, 0, 0], [2, 10, 0]);

/** Servers before 2.10 know one filter alone. Who makes a consumer is told so; who asks for an ordered one waits. */
async function refusesSeveralFilters(filter_subjects: string[]): Promise<void> {
  const config = { name: newName(), ...explicit, filter_subjects };
  await expect((await js.jetstreamManager()).consumers.add(STREAM.name, config)).rejects.toThrow(/2\.10/);
  await expect((await js3.jetstreamManager()).consumers.add(STREAM.name, config)).rejects.toThrow(/2\.10/);
}

test('without JetStream, the events are heard as they are published', async () => {
  const seen: string[] = [];
  const subscription = connection.subscribe(EVERYTHING, { callback: (_, { subject }) => seen.push(subject) });
  await connection.flush();
  await publish('request.completed', 'live');
  await waitFor('the event', () => seen.length === 1);
  subscription.unsubscribe();
  expect(seen).toEqual(['halftone.v1.request.completed.live']);
});

test('the stream is found by its subject, and its consumers are listed', async () => {
  const jsm = await js.jetstreamManager();
  expect(await jsm.streams.find('halftone.v1.image.failed.*')).toBe(STREAM.name);
  await jsm.consumers.add(STREAM.name, { durable_name: 'listed', ...explicit });
  const names = (await Array.fromAsync(jsm.consumers.list(STREAM.name))).map(({ name }) => name);
  expect(names).toContain('listed');
});
