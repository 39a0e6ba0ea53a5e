import { channelOf } from './channels/channels.ts';
import type { ChannelOutput } from './rule.ts';

/**
 * What a recipe has to be for outputs that pass, as far as compressing and scaling down can make them. What remains, as a
 * picture that is too small, the audit finds. A `quality` that a client names takes the place of `look` and `maxBytes`.
 * @returns undefined for a channel of which nothing about files is known
 * @throws Error for a channel that is not in the table
 */
export function outputFor(channelId: string): ChannelOutput | undefined {
  return channelOf(channelId).output;
}
