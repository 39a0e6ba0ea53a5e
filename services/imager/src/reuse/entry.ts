import { EVENTS, type EventData } from '@halftone/contracts';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** An output that can be reused: all that its event says, but for what belongs to that one image and the way it took. */
export const Entry = Type.Object({
  ...Type.Omit(EVENTS['image.compressed'].data, ['imageId', 'timings', 'attempts', 'codecVersion', 'reused'])
    .properties,
  seenAt: Type.Integer({ description: 'When its server last sent or confirmed the source, as epoch in ms.' }),
  cachingKnown: Type.Optional(
    Type.Boolean({
      description:
        'That the source has no `noStore` or `variesByClient` means that its server did not say so; otherwise it may have.',
    }),
  ),
});
export type Entry = Static<typeof Entry>;

const entry = Compile(Entry);

/** What stands in the index, unless it is of a version that says more or less. */
export const entryIn = (value: unknown): Entry | null => (entry.Check(value) ? value : null);

/** @param publishedAt when the event was, as epoch in ms */
export function entryOf(data: EventData<'image.compressed'>, publishedAt: number): Entry {
  const { imageId: _, timings: _timings, attempts: _attempts, codecVersion, reused, ...image } = data;
  return {
    ...image,
    seenAt: reused?.seenAt ? Date.parse(reused.seenAt) : publishedAt,
    // Both have been noted for as long as versions have been counted.
    ...(codecVersion !== undefined && { cachingKnown: true }),
  };
}

/** Whether the source was. Where it is known without that to be the same as before, its bytes lead to the address already. */
export const wasDownloaded = ({ reused }: EventData<'image.compressed'>) =>
  !reused || reused.by === 'same-bytes';
