import { SERVERS, STREAM, UPLOADS, WAITING_ENDS } from '@halftone/contracts';
import type { JetStreamManager, NatsConnection, StreamState } from 'nats';
import { consumerPositions, consumersInUse, type Position, placeConsumers } from './positions.ts';
import { restoreStream } from './restore-stream.ts';
import { type StreamSnapshot, snapshotStream } from './snapshot.ts';

/** Copies of everything that NATS keeps for Halftone. */
export type Backups = {
  /** The version of the server, such as 2.12.15. */
  serverVersion: string;
  /**
   * The streams there are, in the order in which they have to be copied so that nothing falls between two copies: what moves
   * to the log is copied before it, and what the log speaks of after it.
   */
  streams(): Promise<string[]>;
  /** How far the services are; to be asked before the log is copied. */
  positions(): Promise<Position[]>;
  /** The sequence of the newest event; 0 when there is none. */
  lastSequence(): Promise<number>;
  snapshot(stream: string): Promise<StreamSnapshot>;
  /** Streams with messages in them that say anything, and how many: what a restore would have to replace. */
  filled(): Promise<Map<string, number>>;
  /** The consumers of the log that running services wait on. */
  inUse(): Promise<string[]>;
  /** Makes a stream from its copy, in the place of the one there is. */
  restore(snapshot: StreamSnapshot): Promise<StreamState>;
  /** Has the services go on where they were. */
  placeConsumers(positions: readonly Position[]): Promise<void>;
};

export function createBackups(connection: NatsConnection, jsm: JetStreamManager): Backups {
  const names = async () => (await Array.fromAsync(jsm.streams.names())).filter(isOurs).sort(inOrder);
  return {
    serverVersion: connection.info?.version ?? '',
    streams: names,
    positions: () => consumerPositions(jsm),
    lastSequence: async () => (await jsm.streams.info(STREAM.name)).state.last_seq,
    snapshot: (stream) => snapshotStream(connection, stream),
    async filled() {
      const filled = new Map<string, number>();
      for (const name of await names()) {
        if (name === SERVERS.name) continue;
        const { state } = await jsm.streams.info(name, { subjects_filter: WAITING_ENDS.ballast });
        const messages = state.messages - (state.subjects?.[WAITING_ENDS.ballast] ?? 0);
        if (messages > 0) filled.set(name, messages);
      }
      return filled;
    },
    inUse: async () => ((await names()).includes(STREAM.name) ? consumersInUse(jsm) : []),
    async restore(snapshot) {
      const { name } = snapshot.config;
      if ((await names()).includes(name)) await jsm.streams.delete(name);
      return restoreStream(connection, snapshot);
    },
    placeConsumers: (positions) => placeConsumers(jsm, positions),
  };
}

const isOurs = (stream: string) => /^HALFTONE(_[A-Z]+)?$/.test(stream) || stream === UPLOADS.name;

const FIRST: readonly string[] = [WAITING_ENDS.name, STREAM.name];
const rank = (stream: string) => (FIRST.includes(stream) ? FIRST.indexOf(stream) : FIRST.length);
const inOrder = (a: string, b: string) => rank(a) - rank(b) || (a < b ? -1 : 1);
