import type { FailedSource, Recipe } from '@halftone/contracts';
import { withSource } from '../formats/image-error.ts';
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
  try {
    return await compressSource(source, recipe, limits, reserve);
  } catch (error) {
    throw withSource(error, factsOf(source));
  }
}

async function compressSource(
  source: SourceImage,
  recipe: CompressionOrder,
  limits: CodecLimits,
  reserve: ReserveMemory,
): Promise<CompressedImage> {
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

/** What the header says, for an image of which no pixel may have been looked at. */
function factsOf(source: SourceImage): FailedSource {
  const { format, width, height, isCmyk, isGrey, hasAlpha, animation } = source;
  // Where an animation is not opened, nobody counted.
  const frames = animation && !animation.frames ? 2 : source.frames;
  return {
    format,
    width,
    height,
    frames,
    colours: isCmyk ? 'cmyk' : isGrey ? 'grey' : 'rgb',
    ...(!hasAlpha && frames === 1 && { transparent: false }),
  };
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
