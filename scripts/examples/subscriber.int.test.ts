import {
  createEvent,
  EVENTS,
  type EventName,
  EXAMPLES,
  type ServiceName,
  STREAM,
  subjectOf,
} from '@halftone/contracts';
import { natsForTest, waitFor } from '@halftone/local-stack/testing';
import { connectLog, type EventLog } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import { connect } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runExample } from './example.ts';

const parts = new AsyncDisposableStack();
let url: string;
let reader: URL;

beforeAll(async () => {
  const nats = parts.use(await natsForTest());
  url = nats.url;
  reader = new URL(nats.urlOf('subscriber'));
  await publish('request.accepted');
  await publish('product.listed');
  await publish('image.compressed');
});
afterAll(() => parts.disposeAsync());

async function publish<N extends EventName>(name: N): Promise<void> {
  await using log = await logOf(EVENTS[name].publisher);
  await log.publish(name, EXAMPLES[name]);
}

const logOf = (service: ServiceName): Promise<EventLog> =>
  connectLog({ url, service, logger: createLogger(service, 'silent') });

const subscriber = (name: string, ...args: string[]) =>
  runExample(process.execPath, ['docs/examples/subscriber.ts', ...args], {
    NATS_URL: reader.host,
    NATS_USER: reader.username,
    NATS_PASSWORD: reader.password,
    SUBSCRIBER: name,
  });

test("a subscriber's example prints the events of the past, then each as it happens, and ends when asked to", async () => {
  await using example = subscriber('all');
  await example.line(/ request\.accepted .+:request\.accepted$/);
  await example.line(/ image\.compressed .+: 412330 → 141008 bytes, https:/);
  await publish('image.failed');
  await example.line(/ image\.failed .+: unsupported_format, The server sent a HEIC image\.$/);
  expect(example.lines()).toHaveLength(4);
  expect(await example.stop()).toBe(0);
});

test('with a type it sees no other, also where it has been run for all of them before', async () => {
  await using all = subscriber('both');
  await all.line(/ request\.accepted /);
  await all.stop();
  await using example = subscriber('both', 'request.completed');
  await publish('request.completed');
  await example.line(/ request\.completed .+: partial, 1 of 2 images$/);
  expect(example.lines()).toHaveLength(1);
});

test('a subscriber that comes back continues after what it has acknowledged', async () => {
  await using first = subscriber('returning', 'product.listed');
  await first.line(/product\.listed/);
  await first.stop();
  await using log = await logOf('ingest');
  await log.publish('product.listed', { ...EXAMPLES['product.listed'], row: 2 });
  await using second = subscriber('returning', 'product.listed');
  await second.line(/product\.listed:2$/);
  expect(second.lines()).toHaveLength(1);
});

test('a subscriber passes over what only a later version knows, and shows the rest', async () => {
  const plain = parts.adopt(await connect({ servers: new URL(url).host }), (connection) =>
    connection.close(),
  );
  const js = plain.jetstream();
  await using example = subscriber('older', 'image.compressed');
  await example.line(/image\.compressed/);
  const seen = example.lines().length;
  const ofLater = { ...EXAMPLES['image.compressed'], imageId: 'later' };
  const { name, ...event } = createEvent('image.compressed', ofLater, {
    source: 'halftone/imager',
    time: new Date(),
  });
  const data = { ...event.data, colours: { space: 'p3' }, output: { ...event.data.output, frames: 3 } };
  await js.publish(subjectOf(name, ofLater), JSON.stringify({ ...event, data }));
  await example.line(/ image\.compressed .+:later: 412330 → 141008 bytes/);
  expect(example.lines()).toHaveLength(seen + 1);

  await using all = subscriber('older-all');
  await js.publish('halftone.v1.image.melted.r1', '{}');
  await publish('request.cancelled');
  await all.line(/ request\.cancelled /);
  const consumer = await js.consumers.get(STREAM.name, 'older-all');
  await waitFor('the unknown event to be acknowledged', async () => {
    const { num_ack_pending, num_pending } = await consumer.info();
    return num_ack_pending + num_pending === 0;
  });
  expect(await all.stop()).toBe(0);
});
