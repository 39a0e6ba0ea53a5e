import { CONTAINERS } from '../containers/containers.ts';
import type { EncodedImage, OutputFormat } from './encode.ts';
import { outputFormatOf } from './encode.ts';
import type { SourceImage } from './inspect.ts';

export type KeptImage = EncodedImage & { keptOriginal: boolean };

/** The original where compressing it gained nothing, or would have lost its frames. */
export function keepSmaller(source: SourceImage, encoded: EncodedImage): KeptImage {
  const original = publishable(source);
  if (original && (source.isUnwritable || original.bytes.length <= encoded.bytes.length)) {
    return { ...original, keptOriginal: true };
  }
  return { ...encoded, keptOriginal: false };
}

/**
 * The original as it may be published: one that every browser shows rightly as it is, complete, and without metadata.
 * The position in a photograph's EXIF is nobody's business, so it goes even when the pixels stay, and where it cannot
 * be taken out the encoded image is published, although it is larger.
 */
function publishable(source: SourceImage): EncodedImage | undefined {
  const { bytes, format, isComplete, isTurned, isCmyk, hasMetadata } = source;
  const outputFormat: OutputFormat = outputFormatOf(source);
  if (outputFormat !== format || !isComplete || isTurned || isCmyk) return undefined;
  const { withoutMetadata } = CONTAINERS[format];
  if (withoutMetadata) return { bytes: withoutMetadata(bytes), format: outputFormat };
  return hasMetadata ? undefined : { bytes, format: outputFormat };
}
