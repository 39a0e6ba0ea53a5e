import { DEAD_LETTERS, type ServiceName, STREAM } from '@halftone/contracts';
import type { JetStreamClient, JetStreamManager, NatsConnection } from 'nats';
import { type DeadLetter, newestDeadLetters } from '../dead-letters/dead-letters.ts';
import { consumerLags, type WatchedConsumer } from './consumer-lag.ts';
import type { Verification } from './verification-record.ts';
import { lastVerification } from './verifications.ts';

/** How much the log holds. */
export type LogSize = {
  events: number;
  bytes: number;
  /** The most bytes that it takes; null when only the server's store limits it. */
  maxBytes: number | null;
  /** The sequence of the newest event; 0 when there is none. */
  lastSequence: number;
  /** The share of its limit that is used, from 0 to 1: of bytes or of events, whichever is larger; 0 without a limit. */
  used: number;
};

/** The state of the log and of those who read it, for the service whose users watch over them. */
export type Watch = {
  /** The version of the NATS server that the connection is to. */
  serverVersion(): string;
  size(): Promise<LogSize>;
  /** @param of whose consumers; those of all services if left out */
  consumers(of?: ServiceName): Promise<WatchedConsumer[]>;
  /** How many dead letters there are, and the newest of them, the newest first. */
  deadLetters(atMost: number): Promise<{ count: number; newest: DeadLetter[] }>;
  lastVerification(): Promise<Verification | null>;
};

export function createWatch(connection: NatsConnection, js: JetStreamClient, jsm: JetStreamManager): Watch {
  return {
    serverVersion: () => connection.info?.version ?? 'unknown',
    async size() {
      const { config, state } = await jsm.streams.info(STREAM.name);
      return {
        events: state.messages,
        bytes: state.bytes,
        maxBytes: config.max_bytes > 0 ? config.max_bytes : null,
        lastSequence: state.last_seq,
        used: Math.max(share(state.bytes, config.max_bytes), share(state.messages, config.max_msgs)),
      };
    },
    consumers: (of) => consumerLags(jsm, of),
    async deadLetters(atMost) {
      const { state } = await jsm.streams.info(DEAD_LETTERS.name);
      const { messages: count, last_seq: last } = state;
      return {
        count,
        newest: count === 0 || atMost === 0 ? [] : await newestDeadLetters(js, jsm, { last, atMost }),
      };
    },
    lastVerification: () => lastVerification(connection),
  };
}

const share = (value: number, limit: number) => (limit > 0 ? value / limit : 0);
