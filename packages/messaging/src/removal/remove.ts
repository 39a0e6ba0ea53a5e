import { isOlder, type Version, versionIn } from '@halftone/runtime';
import type { JetStreamClient, JetStreamManager } from 'nats';
import { isMessageNotDeleted } from '../errors.ts';
import { createWindow } from '../publish/window.ts';
import { readStream } from '../stream/read-stream.ts';

export type RemovalServer = {
  js: JetStreamClient;
  jsm: JetStreamManager;
  /** The version of the server that the connection is to, as it stands now. */
  serverVersion: () => string;
};

/** What is to go: the messages on the subjects that the filter matches, up to a sequence, or to the end for infinity. */
export type Removal = { stream: string; filter: string; upTo: number };

/**
 * Before it, a purge by subject moves every consumer that sees the subject to the end of the stream: what it was yet to
 * deliver it never delivers, and says that nothing is pending (seen with 2.9.10; 2.9.25 and 2.10.0 read alike).
 */
const PURGES_NO_OTHERS_SINCE: Version = [2, 10, 27];

const AT_ONCE = 64;

/** Removes messages from a stream, and takes nothing from any consumer that has others still to deliver. */
export async function remove(server: RemovalServer, removal: Removal): Promise<void> {
  const { stream, filter, upTo } = removal;
  // For a purge, sequence 1 means no limit at all.
  if (upTo < 1) return;
  const version = versionIn(server.serverVersion());
  if (!version || isOlder(version, PURGES_NO_OTHERS_SINCE)) return removeOneByOne(server, removal);
  const until = Number.isFinite(upTo) ? { seq: upTo + 1 } : {};
  await server.jsm.streams.purge(stream, { filter, ...until });
}

async function removeOneByOne({ js, jsm }: RemovalServer, { stream, filter, upTo }: Removal): Promise<void> {
  const window = createWindow(AT_ONCE);
  try {
    for await (const { seq } of readStream(js, jsm, { stream, filter, headersOnly: true })) {
      if (seq > upTo) break;
      await window.add(() => removeOne(jsm, stream, seq));
    }
  } finally {
    await window.drain();
  }
}

/** Removes one message. Another may be quicker: what is gone is removed. */
export async function removeOne(jsm: JetStreamManager, stream: string, seq: number): Promise<void> {
  try {
    await jsm.streams.deleteMessage(stream, seq, false);
  } catch (error) {
    if (!isMessageNotDeleted(error)) throw error;
  }
}
