import type { Delivery, RequestEnds, ReuseIndex } from '@halftone/messaging';
import { versionBefore } from './codec-version.ts';
import { entryOf, wasDownloaded } from './entry.ts';
import { addressKey, bytesKey } from './keys.ts';
import type { Requests } from './requests.ts';

export type FillIndexParts = {
  index: Pick<ReuseIndex, 'put' | 'remove'>;
  requests: Requests;
  requestEnds: Pick<RequestEnds, 'wasDeleted' | 'isDeleted'>;
  /** What several of them wait for, so that they are put together. */
  departure: () => Promise<void>;
};

/**
 * Handles `image.compressed`: the newest output of an address, and of a source, can be reused. Whoever deletes a request takes out what is there by then, so the log is asked
 * after the putting: what was put later is taken out here.
 */
export function fillIndex({
  index,
  requests,
  requestEnds,
  departure,
}: FillIndexParts): (delivery: Delivery<'image.compressed'>) => Promise<void> {
  return async ({ event: { data, time }, signal }) => {
    await departure();
    const { requestId, imageId, source } = data;
    const request = await requests.find(requestId);
    if (!request || (await requestEnds.wasDeleted(requestId, signal))) return;
    const { tenant, recipe } = request;
    const { codecVersion = versionBefore(data, recipe) } = data;
    const address = addressKey(tenant, imageId, codecVersion);
    const [revision] = await Promise.all([
      index.put(address, entryOf(data, Date.parse(time))),
      ...(wasDownloaded(data)
        ? [index.put(bytesKey(tenant, source.sha256, recipe, codecVersion), { address })]
        : []),
    ]);
    if (await requestEnds.isDeleted(requestId, signal)) await index.remove(address, revision);
  };
}
