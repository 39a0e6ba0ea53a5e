import { decline } from '../reading/declined.ts';
import type { QuantizationTable } from '../reading/quantization-table.ts';

type Range = { from: number; below: number; what: string };

/**
 * Steps of the file, as shares of the new ones, with which decoding comes out better for some pictures: by more than 0.1 dB or
 * 3 % of the bytes, as measured. At about a half, every 1, which is most of what is not 0, stays one or vanishes as a whole, where
 * the blur of chrominance and the rounding of pixels decide for each. Close to the whole, and above it, there is
 * little to gain, and the error is so small that the rounding of pixels counts. With the same steps nothing is lost at all.
 */
const LEFT_TO_DECODERS: readonly Range[] = [
  { from: 0.475, below: 0.61, what: 'steps about half as large as the new ones' },
  { from: 0.75, below: 1, what: 'steps hardly smaller than the new ones' },
  { from: 1.001, below: Number.POSITIVE_INFINITY, what: 'steps larger than the new ones' },
];

/** The coefficients that most bits go to, in zigzag order behind the first. */
const WEIGHTIEST = { start: 1, end: 11 };
const MOST_WITHIN = 2;

/** @throws Declined where the results would be larger than a decoder's, or farther from the picture */
export function declineSteps(from: QuantizationTable, to: QuantizationTable): void {
  const ratios = Array.from(from, (step, index) => step / (to[index] ?? 1));
  const weightiest = ratios.slice(WEIGHTIEST.start, WEIGHTIEST.end);
  for (const { from, below, what } of LEFT_TO_DECODERS) {
    const within = weightiest.filter((ratio) => ratio >= from && ratio < below);
    if (within.length > MOST_WITHIN) decline(what);
  }
}
