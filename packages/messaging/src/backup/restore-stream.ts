import { Empty, type NatsConnection, type StreamState } from 'nats';
import { SnapshotError } from '../errors.ts';
import { askJetStream, refuseError } from './ask.ts';
import type { StreamSnapshot } from './snapshot.ts';

const CHUNK_TIMEOUT_MS = 30_000;
/** The server unpacks the archive and reads through it. */
const UNPACK_TIMEOUT_MS = 10 * 60_000;

/**
 * Makes a stream from its archive. There must be none of its name. Each chunk is confirmed before the next one is sent.
 * @returns what the stream holds now
 * @throws SnapshotError when the server refuses the stream or the archive
 */
export async function restoreStream(
  connection: NatsConnection,
  { config, state, chunks }: StreamSnapshot,
): Promise<StreamState> {
  const what = `STREAM.RESTORE.${config.name}`;
  const { deliver_subject } = await askJetStream<{ deliver_subject: string }>(connection, what, {
    config,
    state,
  });
  for await (const chunk of chunks) {
    const confirmed = await connection.request(deliver_subject, chunk, { timeout: CHUNK_TIMEOUT_MS });
    if (confirmed.data.length > 0) throw new SnapshotError(`NATS refuses ${what}: ${confirmed.string()}`);
  }
  const restored = await connection.request(deliver_subject, Empty, { timeout: UNPACK_TIMEOUT_MS });
  refuseError(what, restored.string());
  return restored.json<{ state: StreamState }>().state;
}
