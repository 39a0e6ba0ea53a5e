import { answered, api } from '../api/client.ts';
import type { Channel } from '../api/shapes.ts';
import { type Loaded, useLoaded } from './loaded.ts';

/** The sales channels that there are, without their rules. */
export const useChannels = (): Loaded<{ items: Channel[] }> =>
  useLoaded(
    (signal) => answered(api.GET('/v1/channels', { params: { query: { rules: false } }, signal })),
    [],
  );
