import type { EventData } from '@halftone/contracts';
import type { Delivery, ImageEnds } from '@halftone/messaging';
import type { Provenance } from './download/provenance.ts';
import { CODEC_VERSION } from './reuse/codec-version.ts';
import type { Entry } from './reuse/entry.ts';
import { type Stage, stage } from './stage.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { ImageStore } from './store/image-store.ts';

/** What is worked on: a delivery, and how long its stages take. */
export type Job = { delivery: Delivery<'image.requested'>; stopwatch: Stopwatch<Stage> };

export type TakeOverParts = {
  store: Pick<ImageStore, 'copy'>;
  imageEnds: Pick<ImageEnds, 'hasEnded'>;
};

/** Why an output can be reused, and what is known of the source this time. */
export type Grounds =
  | { by: 'not-modified' }
  | { by: 'trusted' }
  | { by: 'same-bytes'; provenance: Provenance | undefined };

/** An output taken over, or why there is none: another delivery has ended the image, or the earlier output is gone. */
export type TakenOver = { image: EventData<'image.compressed'> } | { image: null; because: 'ended' | 'gone' };

/** Makes an earlier output this image's own, by a copy within the store. */
export async function takeOver(
  { store, imageEnds }: TakeOverParts,
  { delivery, stopwatch }: Job,
  earlier: Entry,
  grounds: Grounds,
): Promise<TakenOver> {
  const {
    event: { data },
    signal,
  } = delivery;
  const { requestId, imageId } = data;
  if (await imageEnds.hasEnded(data, { signal })) return { image: null, because: 'ended' };
  const key = `${requestId}/${imageId}${earlier.output.key.slice(earlier.output.key.lastIndexOf('.'))}`;
  const stored = await stage(stopwatch, 'storeMs', () => store.copy(earlier.output, key, signal));
  if (!stored) return { image: null, because: 'gone' };
  const { seenAt, cachingKnown: _known, requestId: from, output, ...same } = earlier;
  const { etag: _, ...lasting } = output;
  return {
    image: {
      ...same,
      requestId,
      imageId,
      source: sourceNow(earlier, grounds),
      output: { ...lasting, key, ...stored },
      codecVersion: CODEC_VERSION,
      reused: {
        requestId: from,
        by: grounds.by,
        ...(grounds.by === 'trusted' && { seenAt: new Date(seenAt).toISOString() }),
      },
      timings: stopwatch.read(),
      attempts: delivery.attempt,
    },
  };
}

/** The same bytes from elsewhere, or sent again, have what their server says of them now. */
function sourceNow({ source }: Entry, grounds: Grounds): Entry['source'] {
  if (grounds.by !== 'same-bytes') return source;
  const {
    finalUrl: _url,
    etag: _etag,
    lastModified: _date,
    variesByAccept: _accept,
    variesByClient: _client,
    noStore: _noStore,
    ...bytes
  } = source;
  return { ...bytes, ...grounds.provenance };
}
