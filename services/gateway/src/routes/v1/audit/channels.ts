import { CHANNELS } from '@halftone/channels';
import { Type } from 'typebox';
import { ChannelResponse, describedChannel } from '../../../audit/channel-schema.ts';
import type { App } from '../../../http/type-provider.ts';
import { problemResponses } from '../../../problems/problems.ts';

const list = {
  operationId: 'listChannels',
  summary: 'The sales channels that are known, and what each asks of images',
  tags: ['audit'],
  querystring: Type.Object({
    rules: Type.Optional(
      Type.Boolean({ default: true, description: 'Whether to list the rules of each channel.' }),
    ),
  }),
  response: {
    200: Type.Object(
      { items: Type.Array(ChannelResponse) },
      { title: 'ChannelList', description: 'The sales channels, with their rules.' },
    ),
    ...problemResponses('invalid_request', 'unauthorized', 'too_many_requests'),
  },
};

/** What channels ask, as docs/channels.md has it. */
export function channelsRoutes(app: App): void {
  app.get('/v1/channels', { schema: list }, async ({ query: { rules = true } }) => ({
    items: CHANNELS.map((channel) => describedChannel(channel, rules)),
  }));
}
