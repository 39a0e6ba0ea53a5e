import type { Recipe } from '@halftone/contracts';
import { checkEnd } from './check-end.ts';
import { decodedBytes } from './decoded-bytes.ts';
import { encode } from './encode.ts';
import { inspect } from './inspect.ts';
import { type KeptImage, keepSmaller, keptOriginal } from './keep-smaller.ts';
import { type CodecLimits, checkLimits } from './limits.ts';
import { type Looks, looksOf } from './looks/looks.ts';
import { planOf } from './plan.ts';
import { requantizeJpeg } from './requantize-jpeg.ts';
import type { SourceImage } from './source-image.ts';

/** The recipe, and whether an image is looked at more closely for sales channels. */
export type CompressionOrder = Recipe & { looks?: boolean };

export type CompressedImage = {
  source: Pick<SourceImage, 'format' | 'width' | 'height'> &
    Looks & {
      digitalSourceType?: string;
      hadContentCredentials?: true;
    };
  output: KeptImage;
};

/** Waits until there is memory for so many bytes. */
export type ReserveMemory = (bytes: number) => Promise<unknown>;

/**
 * Compresses one image, step by step.
 * @param reserve awaited before a pixel is decoded, with the memory that the image will take
 * @throws ImageError when the bytes are no image, or none within the limits
 */
export async function compress(
  bytes: Buffer,
  recipe: CompressionOrder,
  limits: CodecLimits,
  reserve: ReserveMemory = async () => {},
): Promise<CompressedImage> {
  const source = await inspect(bytes, limits.formats);
  const plan = planOf(source, recipe);
  checkLimits(source, plan, limits);
  checkEnd(source);
  if (plan.keepsOriginal && plan.original) {
    const looks = await looksOf(source, 'glance', limits);
    return { source: described(source, looks), output: keptOriginal(source, plan, plan.original) };
  }
  await reserve(decodedBytes(source, plan));
  const encoded = requantizeJpeg(source, plan) ?? (await encode(source, plan, limits));
  const output = keepSmaller(source, plan, encoded);
  const looks = await looksOf(source, recipe.looks ? 'whole' : 'glance', limits);
  return { source: described(source, looks), output };
}

function described(source: SourceImage, looks: Looks): CompressedImage['source'] {
  const { format, width, height, digitalSourceType, hasContentCredentials } = source;
  return {
    format,
    width,
    height,
    ...looks,
    ...(digitalSourceType !== undefined && { digitalSourceType }),
    ...(hasContentCredentials && { hadContentCredentials: true }),
  };
}
