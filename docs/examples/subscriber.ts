// Prints every event of Halftone's log: past events first, then each event as it happens.
//
//   node docs/examples/subscriber.ts                 all events
//   node docs/examples/subscriber.ts image.failed    events of one type
import {
  decodeEvent,
  EVENT_NAMES,
  EVERYTHING,
  filterFor,
  type HalftoneEvent,
  InvalidEventError,
  STREAM,
  UnknownEventError,
} from '@halftone/contracts';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const { NATS_URL = 'nats://127.0.0.1:4222', NATS_USER, NATS_PASSWORD, SUBSCRIBER = 'example' } = process.env;
const type = EVENT_NAMES.find((name) => name === process.argv[2]);

const connection = await connect({
  servers: NATS_URL,
  ...(NATS_USER && { user: NATS_USER, pass: NATS_PASSWORD ?? '' }),
  // The client gives up after 20 seconds without a server, unless told otherwise.
  maxReconnectAttempts: -1,
});

// Durable: the server remembers under this name what has been acknowledged, also while nobody is connected. What a
// consumer lets through belongs to it, so each type has one of its own.
const durable = type ? `${SUBSCRIBER}-${type.replace('.', '-')}` : SUBSCRIBER;
const manager = await jetstreamManager(connection);
await manager.consumers.add(STREAM.name, {
  durable_name: durable,
  ack_policy: AckPolicy.Explicit,
  filter_subject: type ? filterFor(type) : EVERYTHING,
});
const consumer = await jetstream(connection).consumers.get(STREAM.name, durable);
const messages = await consumer.consume();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => messages.stop());

for await (const message of messages) {
  try {
    show(decodeEvent(message.subject, message.data));
    message.ack();
  } catch (error) {
    if (!(error instanceof InvalidEventError)) throw error;
    // A type that this version of the contracts does not know yet is acknowledged; what is not an event would be
    // redelivered forever.
    if (error instanceof UnknownEventError) message.ack();
    else message.term();
  }
}
await connection.drain();

/** `name` tells the types apart; a later delivery of the same event has the same `id`. */
function show(event: HalftoneEvent): void {
  process.stdout.write(`${event.time} ${event.name} ${event.id}${detailOf(event)}\n`);
}

function detailOf({ name, data }: HalftoneEvent): string {
  switch (name) {
    case 'image.compressed':
      return `: ${data.source.bytes} → ${data.output.bytes} bytes, ${data.output.url}`;
    case 'image.failed':
      return `: ${data.reason.code}, ${data.reason.detail}`;
    case 'request.completed':
      return `: ${data.outcome}, ${data.counts.compressed} of ${data.counts.images} images`;
    default:
      return '';
  }
}
