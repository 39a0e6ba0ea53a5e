import { requantize } from '@halftone/requantizer';
import type { EncodedImage } from './encode.ts';
import type { KeptMetadata } from './kept-metadata.ts';
import type { Plan } from './plan.ts';
import type { SourceImage } from './source-image.ts';

/**
 * Compresses a JPEG that stays one, of the same size, without decoding it.
 * @returns undefined for what has to be decoded, and for every file that is in any way unusual: whether it is damaged, the
 *   decoder says
 */
export function requantizeJpeg(source: SourceImage, plan: Plan): EncodedImage | undefined {
  if (!needsNoPixels(source, plan)) return undefined;
  const { quality } = plan;
  const result = requantize(source.bytes, quality);
  if ('declined' in result) return undefined;
  const { bytes, width, height } = result;
  if (width !== source.width || height !== source.height) return undefined;
  return { bytes, format: 'jpeg', width, height, quality, codec: 'requantized' };
}

/** Whether the recipe asks for nothing but a lower quality. Effort small is for mozjpeg, whose files are smaller still. */
function needsNoPixels(source: SourceImage, plan: Plan): boolean {
  const staysJpeg = source.format === 'jpeg' && plan.format === 'jpeg';
  const asksForQuality = !plan.box && plan.maxBytes === undefined && plan.effort !== 'small';
  return staysJpeg && asksForQuality && isPlain(source) && !writesMetadata(plan.metadata);
}

/** Whether its coefficients are those of the picture that everyone sees: the result has neither orientation nor profile. */
function isPlain({ isComplete, isTurned, isCmyk, isRarelyShown, metadata }: SourceImage): boolean {
  return isComplete && !isTurned && !isCmyk && !isRarelyShown && metadata.icc === undefined;
}

function writesMetadata({ isWhole, xmp }: KeptMetadata): boolean {
  return isWhole || xmp !== undefined;
}
