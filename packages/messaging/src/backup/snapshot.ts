import {
  createInbox,
  Empty,
  type NatsConnection,
  type StreamConfig,
  type StreamState,
  type Subscription,
} from 'nats';
import { SnapshotError } from '../errors.ts';
import { askJetStream } from './ask.ts';

/** What a stream is and, roughly, holds: what a restore hands back to the server, beside the archive itself. */
export type StreamHead = { config: StreamConfig; state: StreamState };

/** A stream as the server archives it; the chunks are to be read to their end, which makes the copy whole. */
export type StreamSnapshot = StreamHead & { chunks: AsyncIterable<Uint8Array> };

/** What the server sends at once. It stops when 8 MiB (64 of them) are not confirmed. */
const CHUNK_BYTES = 128 * 1024;
/** The server gives up after 5 s without a confirmation; so much longer it may take to read its disk. */
const SILENCE_MS = 30_000;
const FAILED = 400;

/**
 * Has the server archive a stream while it is in use. The client has nothing for this; the protocol is that of the server and
 * of NATS's own command line: chunks come to an inbox, each with a subject on which it is confirmed, and an empty message
 * ends them (https://github.com/nats-io/nats-server/blob/main/server/jetstream_api.go, streamSnapshot).
 *
 * Consumers are left out. The server copies the messages first and the consumers last, so that under load a consumer is ahead
 * of the messages: it would have confirmed work whose results are not in the copy.
 * @throws SnapshotError when the server refuses
 */
export async function snapshotStream(connection: NatsConnection, stream: string): Promise<StreamSnapshot> {
  const inbox = createInbox('_INBOX.operator');
  const subscription = connection.subscribe(inbox);
  try {
    const request = { deliver_subject: inbox, no_consumers: true, chunk_size: CHUNK_BYTES };
    const { config, state } = await askJetStream<StreamHead>(
      connection,
      `STREAM.SNAPSHOT.${stream}`,
      request,
    );
    return { config, state, chunks: chunksOf(connection, { stream, subscription }) };
  } catch (error) {
    subscription.unsubscribe();
    throw error;
  }
}

async function* chunksOf(
  connection: NatsConnection,
  { stream, subscription }: { stream: string; subscription: Subscription },
): AsyncGenerator<Uint8Array> {
  const client = connection.info?.client_id;
  const silence = setTimeout(() => subscription.unsubscribe(), SILENCE_MS);
  let expected = 1;
  try {
    for await (const message of subscription) {
      const { data, headers, reply } = message;
      // From 2.10 on the end has the status 204, and a failure one from 400 on.
      if (headers && headers.code >= FAILED)
        throw broken(stream, headers.description || `status ${headers.code}`);
      // After a reconnection what was sent meanwhile is missing, and the archive would look whole.
      if (connection.info?.client_id !== client) throw broken(stream, 'the connection was lost');
      if (data.length === 0) return;
      // `$JS.SNAPSHOT.ACK.STREAM.ID.BYTES.NUMBER`; the last chunk may come without.
      if (reply && Number(reply.split('.').at(-1)) !== expected)
        throw broken(stream, `chunk ${expected} is missing`);
      expected += 1;
      yield data;
      message.respond(Empty);
      silence.refresh();
    }
    throw broken(stream, 'the server has fallen silent');
  } finally {
    clearTimeout(silence);
    subscription.unsubscribe();
  }
}

const broken = (stream: string, reason: string) =>
  new SnapshotError(`the backup of the stream ${stream} broke off: ${reason}`);
