import type { EventData } from '@halftone/contracts';
import type { RequestEnds, ReuseIndex } from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import { createOneAtATime, type OneAtATime } from '../one-at-a-time.ts';
import { CODEC_VERSION } from './codec-version.ts';
import { type Entry, entryIn, entryOf, wasDownloaded } from './entry.ts';
import { addressKey, bytesKey } from './keys.ts';
import { createRecent, type Recent } from './recent.ts';
import type { Requests } from './requests.ts';

type Requested = EventData<'image.requested'>;

/** Finds outputs that can be reused. */
export type Reuse = {
  /** Null when nothing is to be reused for this image: its recipe says so, or nobody knows whose it is. */
  searchFor(image: Requested, signal: AbortSignal): Promise<Search | null>;
};

/** The search for an output of one image. What cannot be found out, because the index is away, counts as not found. */
export type Search = {
  /** The newest output of the image's own address. */
  byAddress(): Promise<Entry | null>;
  /** An output of the same bytes, wherever they came from. */
  byBytes(sha256: string): Promise<Entry | null>;
  /** Resolves once nobody else here makes an output of the same bytes; to be disposed of when it is made. */
  turn(sha256: string): Promise<Disposable>;
  /** Takes note of an output that was just made, before its event has come to the index. */
  made(image: EventData<'image.compressed'>): void;
};

export type ReuseParts = {
  index: Pick<ReuseIndex, 'get'>;
  requests: Requests;
  requestEnds: Pick<RequestEnds, 'wasDeleted'>;
  logger: Logger;
  now?: () => number;
};

/** How long an index that does not answer is not asked. */
const AWAY_MS = 5_000;

export function createReuse(parts: ReuseParts): Reuse {
  const shared = { ...parts, now: parts.now ?? Date.now, recent: createRecent(), turns: createOneAtATime() };
  const lookUp = createLookUp(shared);
  return {
    async searchFor(image, signal) {
      if (image.recipe.reuse === 'never') return null;
      const request = await lookUp(() => parts.requests.find(image.requestId));
      return request && searchIn({ ...shared, lookUp }, image, request.tenant, signal);
    },
  };
}

type Shared = ReuseParts & { now: () => number; recent: Recent; turns: OneAtATime };
type LookUp = <T>(ask: () => Promise<T | null>) => Promise<T | null>;

function searchIn(
  { index, requestEnds, recent, turns, now, lookUp }: Shared & { lookUp: LookUp },
  { imageId, recipe, lane, forChannels }: Requested,
  tenant: string,
  signal: AbortSignal,
): Search {
  const address = addressKey(tenant, imageId, CODEC_VERSION);
  const bytesKeyOf = (sha256: string) => bytesKey(tenant, sha256, recipe, CODEC_VERSION);
  const at = (key: string) => lookUp(async () => entryIn((await index.get(key))?.value));
  const ifUsable = async (entry: Entry | null) => {
    if (!entry || (forChannels && !wasLookedAt(entry))) return null;
    return (await requestEnds.wasDeleted(entry.requestId, signal)) ? null : entry;
  };
  return {
    byAddress: async () => ifUsable(recent.get(address) ?? (await at(address))),
    async byBytes(sha256) {
      const key = bytesKeyOf(sha256);
      const made = recent.get(key);
      if (made) return ifUsable(made);
      const where = await lookUp(async () => addressIn((await index.get(key))?.value));
      const entry = where === null ? null : await at(where);
      // There may be an output of another source by now.
      return entry?.source.sha256 === sha256 ? ifUsable(entry) : null;
    },
    // Each lane for itself: an image of the express lane must not wait behind one of the other.
    turn: (sha256) => turns.take(`${lane} ${bytesKeyOf(sha256)}`),
    made(image) {
      const entry = entryOf(image, now());
      recent.note(address, entry);
      if (wasDownloaded(image)) recent.note(bytesKeyOf(image.source.sha256), entry);
    },
  };
}

/** Whether all that channels ask about is known of its source. */
const wasLookedAt = ({ source: { border } }: Entry) => border !== undefined && border.sides === undefined;

const addressIn = (value: unknown) =>
  typeof value === 'object' && value !== null && 'address' in value && typeof value.address === 'string'
    ? value.address
    : null;

/** Whoever cannot look does the work. That the index is away is said once, and found out once in a while. */
function createLookUp({ logger, now }: { logger: Logger; now: () => number }): LookUp {
  let awayUntil = 0;
  return async (ask) => {
    if (now() < awayUntil) return null;
    try {
      return await ask();
    } catch (err) {
      awayUntil = now() + AWAY_MS;
      logger.warn(
        { err },
        'it cannot be looked up what can be reused; images are compressed as if it were nothing',
      );
      return null;
    }
  };
}
