import { ImageError } from '../../formats/image-error.ts';
import type { KeptImage } from '../keep-smaller.ts';
import type { Plan } from '../plan.ts';

/**
 * The image, if it has no more bytes than it may have: the last word, whatever the search has found.
 * @throws ImageError when it has more
 */
export function fitting(image: KeptImage, { limit, mayScale }: Plan): KeptImage {
  const { bytes, format, width, height, keptOriginal } = image;
  if (limit === undefined || bytes.length <= limit) return image;
  const what = keptOriginal
    ? 'The animation, which is kept as it is,'
    : `The smallest ${format.toUpperCase()} of it`;
  const hint = 'Use a larger maxBytes, another format, or less metadata.';
  throw new ImageError(
    'cannot_fit',
    `${what} (${width} × ${height} pixels) has ${bytes.length} bytes; ${limit} are allowed.`,
    mayScale || keptOriginal ? { hint } : {},
  );
}
