import { DEAD_LETTERS, STREAM } from '@halftone/contracts';
import type { JetStreamManager } from 'nats';

/** How much the log holds. */
export type LogUsage = {
  events: number;
  bytes: number;
  /** The share of its limit that is used, from 0 to 1: of bytes or of events, whichever is larger; 0 without a limit. */
  used: number;
  /** The events among the dead letters. */
  deadLetters: number;
};

/** @param jsm of a user who may ask how far the log has come, and how many dead letters there are */
export async function readLogUsage(jsm: JetStreamManager): Promise<LogUsage> {
  const [{ config, state }, dead] = await Promise.all([
    jsm.streams.info(STREAM.name),
    jsm.streams.info(DEAD_LETTERS.name),
  ]);
  const share = (value: number, limit: number) => (limit > 0 ? value / limit : 0);
  return {
    events: state.messages,
    bytes: state.bytes,
    used: Math.max(share(state.bytes, config.max_bytes), share(state.messages, config.max_msgs)),
    deadLetters: dead.state.messages,
  };
}
