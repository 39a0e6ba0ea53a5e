import type { Recipe } from '@halftone/contracts';
import { digitalSourceTypePacket } from '../metadata/digital-source-type.ts';
import { withoutGoneParts } from '../metadata/gone-parts.ts';
import type { SourceImage } from './source-image.ts';

/** What of the metadata goes into an output that is encoded. */
export type KeptMetadata = {
  /** Whether all of it is kept that can be, as in the original. */
  isWhole: boolean;
  /** The XMP packet to write. */
  xmp: string | undefined;
};

/** By default one property alone is kept, which a recipe has to name to lose. */
export function keptMetadata(
  { metadata, digitalSourceType }: SourceImage,
  wanted: Recipe['keepMetadata'] = false,
): KeptMetadata {
  if (wanted === true) return { isWhole: true, xmp: metadata.xmp && withoutGoneParts(metadata.xmp) };
  const isNamed = wanted !== 'none' && digitalSourceType !== undefined;
  return { isWhole: false, xmp: isNamed ? digitalSourceTypePacket(digitalSourceType) : undefined };
}
