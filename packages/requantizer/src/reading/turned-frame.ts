import { decline } from './declined.ts';
import type { Frame } from './headers.ts';

const BLOCK = 8;

const ORIENTATIONS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** Those that mirror the stored picture from left to right, or from top to bottom, before anything else. */
const MIRRORED_ACROSS: readonly number[] = [2, 3, 7, 8];
const MIRRORED_DOWN: readonly number[] = [3, 4, 6, 7];
/** From here on rows and columns are exchanged besides. */
const FIRST_TRANSPOSED = 5;

/**
 * The frame of a picture that is turned, and written with 4:2:0.
 * @throws Declined when its edge would lie inside of a unit, where a decoder would not see it
 */
export function turnedFrame(frame: Frame, orientation: number): Frame {
  if (!ORIENTATIONS.includes(orientation)) decline(`an orientation of ${orientation}`);
  const { width, height } = frame;
  const components = frame.components.map((component, index) => {
    const factor = frame.components.length === 1 || index > 0 ? 1 : 2;
    return { ...component, across: factor, down: factor };
  });
  const unit = BLOCK * (components[0]?.across ?? 1);
  if (MIRRORED_ACROSS.includes(orientation) && width % unit > 0) decline('a width of broken units');
  if (MIRRORED_DOWN.includes(orientation) && height % unit > 0) decline('a height of broken units');
  const isTransposed = orientation >= FIRST_TRANSPOSED;
  return {
    ...frame,
    width: isTransposed ? height : width,
    height: isTransposed ? width : height,
    components,
  };
}
