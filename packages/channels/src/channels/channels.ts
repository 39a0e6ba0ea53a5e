import type { Channel } from '../rule.ts';
import { GOOGLE_MERCHANT } from './feeds/google-merchant.ts';

/** All channels whose rules are known, in the order of their names. */
export const CHANNELS: readonly Channel[] = [GOOGLE_MERCHANT];

const BY_ID: ReadonlyMap<string, Channel> = new Map(CHANNELS.map((channel) => [channel.id, channel]));

/** @throws Error when there is no such channel */
export function channelOf(id: string): Channel {
  const channel = BY_ID.get(id);
  if (!channel) throw new Error(`There is no channel "${id}"`);
  return channel;
}
