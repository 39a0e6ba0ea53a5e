import { dissimilarity } from './dissimilarity.ts';
import { halved, type Pixels, type Plane, planesOf } from './planes.ts';
import type { Sample } from './sample.ts';

/** The metric's name in events. Another number stands for other weights, whose values are not to be compared. */
export const METRIC = 'ms-ssim-luma-chroma-1';

/** Errors that are twice as large look less than twice as bad. */
const EXPONENT = 0.7;

/**
 * What each part counts, fitted to 100 less SSIMULACRA 2's score (docs/looks.md), so that distances are on its scale: below 10
 * nobody sees a difference, at 30 most do who look for it.
 */
const WEIGHTS = { detail: 57, shapes: 177, colours: 36, shift: 1.5 } as const;

/** How far pictures of the size and with the tiles of a sample are from it. */
export type Measure = {
  distanceTo(other: Pixels): number;
  /** What is lost alone by colours of half the resolution, each of which stands for four pixels. */
  ofHalfChroma(): number;
};

export function measureFrom(sample: Sample): Measure {
  const source = scalesOf(sample);
  const { tile } = sample;
  const distanceTo = (other: Pixels) => {
    const result = scalesOf(other);
    const { luma, shapes, blue, red } = result;
    const colours =
      dissimilarity(source.blue.quarter, blue.quarter, tile / 4, true).mean +
      dissimilarity(source.red.quarter, red.quarter, tile / 4, true).mean;
    const shift = rms(source.blue.full, blue.full) + rms(source.red.full, red.full);
    return (
      WEIGHTS.detail * dissimilarity(source.luma, luma, tile).norm4 ** EXPONENT +
      WEIGHTS.shapes * dissimilarity(source.shapes, shapes, tile / 4).mean ** EXPONENT +
      WEIGHTS.colours * colours ** EXPONENT +
      WEIGHTS.shift * shift ** EXPONENT
    );
  };
  const ofHalfChroma = () =>
    WEIGHTS.shift * (rmsWithinFours(source.blue.full) + rmsWithinFours(source.red.full)) ** EXPONENT;
  return { distanceTo, ofHalfChroma };
}

function rmsWithinFours(plane: Plane): number {
  const half = halved(plane);
  const { values, width } = plane;
  let squares = 0;
  for (let y = 0; y < 2 * half.height; y += 1) {
    for (let x = 0; x < 2 * half.width; x += 1) {
      const mean = half.values[(y >> 1) * half.width + (x >> 1)] ?? 0;
      const difference = (values[y * width + x] ?? 0) - mean;
      squares += difference * difference;
    }
  }
  return Math.sqrt(squares / Math.max(1, 4 * half.values.length));
}

type Colour = { full: Plane; quarter: Plane };
type Scales = { luma: Plane; shapes: Plane; blue: Colour; red: Colour };

function scalesOf(pixels: Pixels): Scales {
  const { luma, blue, red } = planesOf(pixels);
  const quarter = (plane: Plane) => halved(halved(plane));
  return {
    luma,
    shapes: quarter(luma),
    blue: { full: blue, quarter: quarter(blue) },
    red: { full: red, quarter: quarter(red) },
  };
}

function rms(a: Plane, b: Plane): number {
  let squares = 0;
  for (let index = 0; index < a.values.length; index += 1) {
    const difference = (a.values[index] ?? 0) - (b.values[index] ?? 0);
    squares += difference * difference;
  }
  return Math.sqrt(squares / Math.max(1, a.values.length));
}
