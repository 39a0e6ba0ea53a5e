import { DEAD_LETTERS, STREAM } from '@halftone/contracts';
import type { JetStreamManager } from 'nats';

/** How much the log holds. */
export type LogUsage = {
  events: number;
  bytes: number;
  /** The share of its limit that is used, from 0 to 1: of bytes or of events, whichever is larger; 0 without a limit. */
  used: number;
};

/** @param jsm of a user who may ask how far the log has come */
export async function readLogUsage(jsm: JetStreamManager): Promise<LogUsage> {
  const { config, state } = await jsm.streams.info(STREAM.name);
  const share = (value: number, limit: number) => (limit > 0 ? value / limit : 0);
  return {
    events: state.messages,
    bytes: state.bytes,
    used: Math.max(share(state.bytes, config.max_bytes), share(state.messages, config.max_msgs)),
  };
}

/** How many dead letters there are. */
export async function countDeadLetters(jsm: JetStreamManager): Promise<number> {
  return (await jsm.streams.info(DEAD_LETTERS.name)).state.messages;
}
