import { decline } from './declined.ts';
import type { Scan } from './read-file.ts';

/** Which sides of the chrominance are twice as long as in the result, which has 4:2:0. */
export type Halving = { across: boolean; down: boolean };

/** The sampling factors of luminance, where those of chrominance are 1: 4:2:0, 4:2:2, 4:4:0 and 4:4:4. */
const HALVING: Readonly<Record<string, Halving>> = {
  '2×2': { across: false, down: false },
  '2×1': { across: false, down: true },
  '1×2': { across: true, down: false },
  '1×1': { across: true, down: true },
};

/**
 * Leaves to a decoder what would have to be converted.
 * @returns what has to be done to the chrominance
 * @throws Declined for other colours than grey and YCbCr, and for rare kinds of sampling
 */
export function accept(scan: Scan): Halving {
  const { components } = scan.frame;
  if (components.length === 1) return { across: false, down: false };
  const [luminance = '', ...chrominance] = components.map(({ across, down }) => `${across}×${down}`);
  const halving = HALVING[luminance];
  if (!halving || chrominance.some((factors) => factors !== '1×1')) {
    return decline(`sampling of ${[luminance, ...chrominance].join(', ')}`);
  }
  if (!isYcc(scan)) decline('colours that may be other than YCbCr');
  return halving;
}

/** JFIF allows nothing else. Without it an Adobe header says so, or the usual ids of the components do. */
function isYcc({ isJfif, adobeTransform, frame }: Scan): boolean {
  if (adobeTransform !== undefined) return adobeTransform === 1;
  return isJfif || frame.components.every(({ id }, index) => id === index + 1);
}
