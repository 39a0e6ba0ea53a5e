import type { Cleaned } from '../containers/container.ts';
import type { EncodedImage } from './encoders/encoders.ts';
import type { Plan } from './plan.ts';
import type { SourceImage } from './source-image.ts';

/** What is stored; an original was made by no codec of ours. */
export type KeptImage = Omit<EncodedImage, 'codec'> & {
  keptOriginal: boolean;
  codec?: EncodedImage['codec'];
};

/**
 * Colours that are told by other means than a profile are shown rightly by browsers alone, so the converted image is
 * published although it is a little larger.
 */
export const WORTH_OF_SRGB = 2048;

/** The original where compressing it gained nothing, or was not needed for the size that was asked for. */
export function keepSmaller(source: SourceImage, plan: Plan, encoded: EncodedImage): KeptImage {
  const { original, look } = plan;
  const maxBytes = look === undefined ? (plan.maxBytes ?? 0) : 0;
  const enough = source.colour
    ? encoded.bytes.length - WORTH_OF_SRGB
    : Math.max(encoded.bytes.length, maxBytes);
  return original && original.size <= enough
    ? keptOriginal(source, plan, original)
    : { ...encoded, keptOriginal: false };
}

export function keptOriginal(
  { width, height }: SourceImage,
  { format, quality }: Plan,
  original: Cleaned,
): KeptImage {
  return { bytes: original.toBuffer(), format, width, height, quality, keptOriginal: true };
}
