import type { Cleaned } from '../containers/container.ts';
import { type EncodedImage, outputFormatOf } from './encode.ts';
import type { SourceImage } from './inspect.ts';

export type KeptImage = EncodedImage & { keptOriginal: boolean };

/** The original where compressing it gained nothing, or would have lost its frames. */
export function keepSmaller(source: SourceImage, encoded: EncodedImage): KeptImage {
  const original = publishable(source);
  if (original && (source.isUnwritable || original.size <= encoded.bytes.length)) {
    return { bytes: original.toBuffer(), format: encoded.format, keptOriginal: true };
  }
  return { ...encoded, keptOriginal: false };
}

/**
 * The original as it may be published: one that every browser shows rightly as it is, complete, and without metadata.
 * The position in a photograph's EXIF is nobody's business, so it goes even when the pixels stay, and where it cannot
 * be taken out the encoded image is published, although it is larger.
 */
function publishable(source: SourceImage): Cleaned | undefined {
  const { bytes, format, isComplete, isTurned, isCmyk, hasMetadata, withoutMetadata } = source;
  if (outputFormatOf(source) !== format || !isComplete || isTurned || isCmyk) return undefined;
  if (withoutMetadata) return withoutMetadata;
  return hasMetadata ? undefined : { size: bytes.length, toBuffer: () => bytes };
}
