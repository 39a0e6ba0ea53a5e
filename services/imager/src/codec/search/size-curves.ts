import type { OutputFormat } from '../../formats/formats.ts';
import { type Curve, qualityOn } from './curve.ts';

/** The size of a file, as the logarithm of its share of that at quality 50: the mean of a dozen photographs and drawings. */
const MEASURED = {
  jpeg: [
    [1, -1.94],
    [5, -1.61],
    [10, -1.11],
    [15, -0.8],
    [20, -0.6],
    [30, -0.33],
    [40, -0.14],
    [50, 0],
    [60, 0.13],
    [70, 0.31],
    [80, 0.55],
    [85, 0.71],
    [90, 0.94],
    [95, 1.31],
    [98, 1.67],
    [100, 2.05],
  ],
  webp: [
    [1, -1.23],
    [5, -0.93],
    [10, -0.74],
    [20, -0.49],
    [30, -0.3],
    [40, -0.14],
    [50, 0],
    [60, 0.11],
    [75, 0.28],
    [80, 0.46],
    [85, 0.65],
    [90, 0.91],
    [95, 1.27],
    [99, 1.63],
    [100, 1.97],
  ],
  avif: [
    [1, -1.64],
    [10, -1.35],
    [20, -1.03],
    [30, -0.71],
    [40, -0.37],
    [50, 0],
    [60, 0.3],
    [70, 0.58],
    [80, 0.86],
    [90, 1.19],
    [95, 1.51],
    [99, 1.88],
    [100, 2.22],
  ],
  png: [
    [1, -0.97],
    [5, -0.51],
    [10, -0.37],
    [20, -0.22],
    [50, 0],
    [100, 0.18],
  ],
} as const satisfies Partial<Record<OutputFormat, Curve>>;

/** What a GIF has of its quality are the differences between frames that it passes over. */
const CURVES: Readonly<Record<OutputFormat, Curve>> = { ...MEASURED, gif: MEASURED.png };

/** Bits that a pixel takes at quality 50, as far as pictures have that in common. */
const BITS_OF_A_PIXEL: Readonly<Partial<Record<OutputFormat, number>>> = { jpeg: 0.6, webp: 0.5, avif: 0.3 };

/** What is guessed of a picture of which nothing is known yet stays between these, from where nothing is far. */
const FIRST_GUESSES = [30, 85] as const;

export type Tried = { quality: number; bytes: number };

/** The quality at which a picture should have a size, by the sizes that it has at others. */
export function qualityFor(
  bytes: number,
  { format, pixels }: { format: OutputFormat; pixels: number },
  tried: readonly Tried[],
): number {
  const bits = BITS_OF_A_PIXEL[format];
  // A PNG is hardly larger at 100 than at 50.
  if (tried.length === 0 && bits === undefined) return 100;
  const usual = Math.log(((bits ?? 1) / 8) * pixels);
  const known = tried.map((one) => [one.quality, Math.log(one.bytes) - usual] as const);
  const guess = Math.floor(qualityOn(CURVES[format], Math.log(bytes) - usual, known));
  return tried.length === 0 ? Math.min(FIRST_GUESSES[1], Math.max(FIRST_GUESSES[0], guess)) : guess;
}
