import { CHANNELS } from '@halftone/channels';
import { Type } from 'typebox';
import { ChannelResponse, shownChannelRules } from '../../../audit/channel-schema.ts';
import type { App } from '../../../http/type-provider.ts';
import { problemResponses } from '../../../problems/problems.ts';

const list = {
  operationId: 'listChannels',
  summary: 'The sales channels that are known, and what each asks of images',
  tags: ['audit'],
  response: {
    200: Type.Object(
      { items: Type.Array(ChannelResponse) },
      { title: 'ChannelList', description: 'The sales channels, with their rules.' },
    ),
    ...problemResponses('unauthorized', 'too_many_requests'),
  },
};

/** What channels ask, as docs/channels.md has it. */
export function channelsRoutes(app: App): void {
  app.get('/v1/channels', { schema: list }, async () => ({ items: CHANNELS.map(shownChannelRules) }));
}
