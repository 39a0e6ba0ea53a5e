import { requantize } from '@halftone/requantizer';
import type { EncodedImage } from './encoders/encoders.ts';
import type { Plan } from './plan.ts';
import type { SourceImage } from './source-image.ts';

const HIGHEST_QUALITY = 70;

/** What a JPEG is decoded for, by the recipe and by the file, in the words of docs/formats.md. Further files the requantizer declines. */
export const DECODED: readonly { what: string; applies: (source: SourceImage, plan: Plan) => boolean }[] = [
  {
    what: 'another format',
    applies: (source, plan) => source.format !== 'jpeg' || plan.format !== 'jpeg',
  },
  { what: 'another size', applies: (_, { box }) => box !== undefined },
  { what: '`targetRatio` or `maxBytes`', applies: (_, { maxBytes }) => maxBytes !== undefined },
  { what: 'a `look`', applies: (_, { look }) => look !== undefined },
  // Where the source clips large parts at black, a decoder does better, and the more so the finer the steps are.
  { what: 'a quality above 70', applies: (_, { quality }) => quality > HIGHEST_QUALITY },
  // That is for mozjpeg, whose files are smaller still.
  { what: '`effort: small`', applies: (_, { effort }) => effort === 'small' },
  { what: '`keepMetadata: true`', applies: (_, { metadata }) => metadata.isWhole },
  { what: 'a digital source type that stays', applies: (_, { metadata }) => metadata.xmp !== undefined },
  { what: 'an EXIF orientation', applies: ({ isTurned }) => isTurned },
  { what: 'an ICC profile', applies: ({ metadata }) => metadata.icc !== undefined },
  { what: 'CMYK', applies: ({ isCmyk }) => isCmyk },
  { what: 'arithmetic coding', applies: ({ isRarelyShown }) => isRarelyShown },
  { what: 'a file that is not complete', applies: ({ isComplete }) => !isComplete },
];

/**
 * Compresses a JPEG that stays one, of the same size, without decoding it.
 * @returns undefined for what has to be decoded, and for every file that is in any way unusual: whether it is damaged, the
 *   decoder says
 */
export function requantizeJpeg(source: SourceImage, plan: Plan): EncodedImage | undefined {
  if (DECODED.some(({ applies }) => applies(source, plan))) return undefined;
  const { quality } = plan;
  const result = requantize(source.bytes, quality);
  if ('declined' in result) return undefined;
  const { bytes, width, height } = result;
  if (width !== source.width || height !== source.height) return undefined;
  return { bytes, format: 'jpeg', width, height, quality, codec: 'requantized' };
}
