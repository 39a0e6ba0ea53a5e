import type { Recipe } from '@halftone/contracts';
import { encode } from './encode.ts';
import { inspect, type SourceImage } from './inspect.ts';
import { type KeptImage, keepSmaller } from './keep-smaller.ts';
import { type CodecLimits, checkLimits } from './limits.ts';

/** The dimensions are the source's, as it is shown: compressing changes none. */
export type CompressedImage = { source: SourceImage; output: KeptImage };

/**
 * Compresses one image, step by step.
 * @throws ImageError when the bytes are no image, or none within the limits
 */
export async function compress(bytes: Buffer, recipe: Recipe, limits: CodecLimits): Promise<CompressedImage> {
  const source = await inspect(bytes);
  checkLimits(source, limits);
  const encoded = await encode(source, recipe, limits);
  const output = keepSmaller(source, encoded);
  return { source, output };
}
