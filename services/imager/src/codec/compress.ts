import type { Recipe } from '@halftone/contracts';
import { checkEnd } from './check-end.ts';
import { decodedBytes } from './decoded-bytes.ts';
import { encode } from './encode.ts';
import { inspect, type SourceImage } from './inspect.ts';
import { type KeptImage, keepSmaller } from './keep-smaller.ts';
import { type CodecLimits, checkLimits } from './limits.ts';

/** The dimensions are the source's, as it is shown: compressing changes none. */
export type CompressedImage = { source: SourceImage; output: KeptImage };

/** Waits until there is memory for so many bytes. */
export type ReserveMemory = (bytes: number) => Promise<unknown>;

/**
 * Compresses one image, step by step.
 * @param reserve awaited before a pixel is decoded, with the memory that the image will take
 * @throws ImageError when the bytes are no image, or none within the limits
 */
export async function compress(
  bytes: Buffer,
  recipe: Recipe,
  limits: CodecLimits,
  reserve: ReserveMemory = async () => {},
): Promise<CompressedImage> {
  const source = await inspect(bytes);
  checkLimits(source, limits);
  checkEnd(source);
  await reserve(decodedBytes(source));
  const encoded = await encode(source, recipe, limits);
  const output = keepSmaller(source, encoded);
  return { source, output };
}
