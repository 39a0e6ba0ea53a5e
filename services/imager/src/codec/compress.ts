import type { Recipe } from '@halftone/contracts';
import { encode } from './encode.ts';
import { inspect, type SourceImage } from './inspect.ts';
import { type KeptImage, keepSmaller } from './keep-smaller.ts';
import { type CodecLimits, checkLimits } from './limits.ts';
import { planOf } from './plan.ts';

export type CompressedImage = { source: SourceImage; output: KeptImage };

/**
 * Compresses one image, step by step.
 * @throws ImageError when the bytes are no image, or none within the limits
 */
export async function compress(bytes: Buffer, recipe: Recipe, limits: CodecLimits): Promise<CompressedImage> {
  const source = await inspect(bytes);
  checkLimits(source, limits);
  const plan = planOf(source, recipe);
  const encoded = await encode(source, plan, limits);
  const output = keepSmaller(source, plan, encoded);
  return { source, output };
}
