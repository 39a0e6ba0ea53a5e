import type { Recipe } from '@halftone/contracts';
import { type Appearance, appearanceOf } from './appearance/appearance.ts';
import { checkEnd } from './check-end.ts';
import { decodedBytes } from './decoded-bytes.ts';
import { encode } from './encode.ts';
import { inspect } from './inspect.ts';
import { type KeptImage, keepSmaller, keptOriginal } from './keep-smaller.ts';
import { type CodecLimits, checkLimits } from './limits.ts';
import { planOf } from './plan.ts';
import { requantizeJpeg } from './requantize-jpeg.ts';
import { fitting } from './search/fitting.ts';
import type { SourceImage } from './source-image.ts';

/** The recipe, and whether an image is looked at more closely for sales channels. */
export type CompressionOrder = Recipe & { forChannels?: boolean };

export type CompressedImage = {
  source: Pick<SourceImage, 'format' | 'width' | 'height'> &
    Appearance & {
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
    const appearance = await appearanceOf(source, 'glance', limits);
    return {
      source: described(source, appearance),
      output: fitting(keptOriginal(source, plan, plan.original), plan),
    };
  }
  await reserve(decodedBytes(source, plan));
  const encoded = requantizeJpeg(source, plan) ?? (await encode(source, plan, limits));
  const output = fitting(keepSmaller(source, plan, encoded), plan);
  const appearance = await appearanceOf(source, recipe.forChannels ? 'whole' : 'glance', limits);
  return { source: described(source, appearance), output };
}

function described(source: SourceImage, appearance: Appearance): CompressedImage['source'] {
  const { format, width, height, digitalSourceType, hasContentCredentials } = source;
  return {
    format,
    width,
    height,
    ...appearance,
    ...(digitalSourceType !== undefined && { digitalSourceType }),
    ...(hasContentCredentials && { hadContentCredentials: true }),
  };
}
