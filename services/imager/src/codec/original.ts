import type { Cleaned } from '../containers/container.ts';
import type { KeptMetadata } from './kept-metadata.ts';
import type { SourceImage } from './source-image.ts';

/**
 * The original as it may be published, in its own format and size: one that every browser shows rightly as it is,
 * complete, and without metadata, unless that is to be kept. The position in a photograph's EXIF is nobody's business, so
 * it goes even when the pixels stay, and where it cannot be taken out the encoded image is published, although it is larger.
 */
export function originalOf(source: SourceImage, { isWhole, xmp }: KeptMetadata): Cleaned | undefined {
  const { bytes, format, isComplete, isTurned, isCmyk, isGrey, isRarelyShown, withMetadata } = source;
  // Chromium shows no AVIF in colour with a profile of greys.
  const isUnshown = isRarelyShown || (format === 'avif' && isGrey);
  if (!isComplete || isTurned || isCmyk || isUnshown) return undefined;
  return isWhole ? { size: bytes.length, toBuffer: () => bytes } : withMetadata?.(xmp);
}
