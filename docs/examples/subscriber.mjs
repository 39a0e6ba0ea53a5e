// Prints every event of Halftone's log: past events first, then each event as it happens.
//
//   node docs/examples/subscriber.mjs                 all events
//   node docs/examples/subscriber.mjs image.failed    events of one type
import {
  decodeEvent,
  EVERYTHING,
  filterFor,
  InvalidEventError,
  STREAM,
  UnknownEventError,
} from '@halftone/contracts';
import { AckPolicy, connect } from 'nats';

const { NATS_URL = 'nats://127.0.0.1:4222', NATS_USER, NATS_PASSWORD, SUBSCRIBER = 'example' } = process.env;
const [type] = process.argv.slice(2);

const connection = await connect({
  servers: NATS_URL,
  user: NATS_USER,
  pass: NATS_PASSWORD,
  // The client gives up after 20 seconds without a server, unless told otherwise.
  maxReconnectAttempts: -1,
});

// Durable: the server remembers under this name what has been acknowledged, also while nobody is connected.
const manager = await connection.jetstreamManager();
await manager.consumers.add(STREAM.name, {
  durable_name: SUBSCRIBER,
  ack_policy: AckPolicy.Explicit,
  filter_subject: type ? filterFor(type) : EVERYTHING,
});
const consumer = await connection.jetstream().consumers.get(STREAM.name, SUBSCRIBER);
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
function show(event) {
  process.stdout.write(`${event.time} ${event.name} ${event.id}${detailOf(event)}\n`);
}

function detailOf({ name, data }) {
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
