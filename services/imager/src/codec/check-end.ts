import { ImageError } from '../formats/image-error.ts';
import type { SourceImage } from './source-image.ts';

/** @throws ImageError when pixels are missing at the end, and the decoder might make them up */
export function checkEnd({ format, lacksPixels }: SourceImage): void {
  if (!lacksPixels()) return;
  throw new ImageError('truncated', `The ${format.toUpperCase()} file ends before its image does.`);
}
