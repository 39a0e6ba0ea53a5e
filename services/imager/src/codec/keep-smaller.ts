import type { Cleaned } from '../containers/container.ts';
import type { EncodedImage } from './encode.ts';
import type { Plan } from './plan.ts';
import type { SourceImage } from './source-image.ts';

export type KeptImage = EncodedImage & { keptOriginal: boolean };

/**
 * The original where compressing it gained nothing, would have lost its frames, or was not needed for the size that was
 * asked for.
 */
export function keepSmaller(source: SourceImage, plan: Plan, encoded: EncodedImage): KeptImage {
  const original = publishable(source, plan);
  const enough = Math.max(encoded.bytes.length, plan.maxBytes ?? 0);
  if (original && (source.isUnwritable || original.size <= enough)) {
    const { width, height } = source;
    return { ...encoded, bytes: original.toBuffer(), width, height, keptOriginal: true };
  }
  return { ...encoded, keptOriginal: false };
}

/**
 * The original as it may be published: of the format and size that are asked for, one that every browser shows rightly
 * as it is, complete, and without metadata, unless that is to be kept. The position in a photograph's EXIF is nobody's
 * business, so it goes even when the pixels stay, and where it cannot be taken out the encoded image is published,
 * although it is larger.
 */
function publishable(source: SourceImage, { format, box, keepsMetadata }: Plan): Cleaned | undefined {
  const { bytes, isComplete, isTurned, isCmyk, hasMetadata, withoutMetadata } = source;
  if (format !== source.format || box || !isComplete || isTurned || isCmyk) return undefined;
  if (!keepsMetadata && withoutMetadata) return withoutMetadata;
  return hasMetadata && !keepsMetadata ? undefined : { size: bytes.length, toBuffer: () => bytes };
}
