import type { Sharp } from 'sharp';
import type { SourceImage } from '../source-image.ts';

/** sharp takes 16 bits by their profile to Display P3, and writes these numbers without saying that they are not sRGB. */
export function inSrgb(
  image: Sharp,
  { isDeepRgb, metadata }: Pick<SourceImage, 'isDeepRgb' | 'metadata'>,
): Sharp {
  return isDeepRgb && metadata.icc ? image.withIccProfile('srgb', { attach: false }) : image;
}
