import { decline } from './declined.ts';
import type { JpegFile } from './read-file.ts';

/** What the result has: chrominance of half the width and height (4:2:0). Of a single component it makes no difference. */
const SAMPLING = ['2×2', '1×1', '1×1'];

/**
 * Leaves to a decoder what would have to be converted.
 * @throws Declined for other colours than grey and YCbCr, and for other sampling than 4:2:0
 */
export function accept(file: JpegFile): void {
  const { components } = file.frame;
  if (components.length === 1) return;
  const sampling = components.map(({ across, down }) => `${across}×${down}`);
  if (sampling.some((factors, index) => factors !== SAMPLING[index]))
    decline(`sampling of ${sampling.join(', ')}`);
  if (!isYcc(file)) decline('colours that may be other than YCbCr');
}

/** JFIF allows nothing else. Without it an Adobe header says so, or the usual ids of the components do. */
function isYcc({ isJfif, adobeTransform, frame }: JpegFile): boolean {
  if (adobeTransform !== undefined) return adobeTransform === 1;
  return isJfif || frame.components.every(({ id }, index) => id === index + 1);
}
