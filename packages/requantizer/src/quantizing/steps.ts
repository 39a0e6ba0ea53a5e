import type { QuantizationTable } from '../reading/quantization-table.ts';
import { toRanked } from './kept-coefficients.ts';

/** From the step sizes of the file to those of the result: what becomes of each of the 64 coefficients. */
export type Steps = {
  /** What a magnitude is multiplied with. */
  ratios: Float64Array;
  /** What is then added before the fraction is cut off: first for a negative value, then for a positive one. */
  rounding: Float64Array;
  /** The highest rank that becomes zero. Behind the 64th all do, so that nobody has to look for the end. */
  vanishing: Int32Array;
  /** The largest level that a coefficient of a picture can have, and a baseline file can hold (ITU-T T.81, table F.2). */
  largest: Int32Array;
};

/**
 * Where values go that lie in the middle between two levels, as many do where one step is a multiple of the other: up, which
 * is away from zero as often as towards it, or all to zero, which takes fewer bits. The way by pixels does the one to
 * luminance. Chrominance becomes softer by it, since it is made larger and small again, so there the other comes closer.
 */
type Middle = 'up' | 'to-zero';

/** With steps up to 255 no fraction but a half comes so close to a half. */
const BELOW_HALF = 0.5 - 1e-4;
const ABOVE_HALF = 0.5 + 1e-4;

/** The transform of samples of eight bits gives eleven bits with the sign (A.3.3); rounding can add to that. */
const LARGEST_COEFFICIENT = 2047;
const LARGEST_LEVEL = 1023;

/** Where an index leads to that is read behind the end of a block: see TO_THE_END. */
const INDICES = 256;
const ANY_RANK = 0xffff;

export function stepsBetween(from: QuantizationTable, to: QuantizationTable, middle: Middle): Steps {
  const ratios = Float64Array.from(from, (step, index) => step / (to[index] ?? 1));
  const rounding = Float64Array.of(BELOW_HALF, middle === 'up' ? ABOVE_HALF : BELOW_HALF);
  const vanishing = new Int32Array(INDICES).fill(ANY_RANK);
  for (const [index, ratio] of ratios.entries()) vanishing[index] = highestVanishing(ratio, rounding);
  const largest = Int32Array.from(to, (step) =>
    Math.min(LARGEST_LEVEL, Math.ceil(LARGEST_COEFFICIENT / step)),
  );
  return { ratios, rounding, vanishing, largest };
}

function highestVanishing(ratio: number, rounding: Float64Array): number {
  const [negative = 0, positive = 0] = rounding.map((added) => Math.ceil((1 - added) / ratio) - 1);
  return Math.max(toRanked(-negative), toRanked(positive));
}
