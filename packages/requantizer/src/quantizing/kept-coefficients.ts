/**
 * The AC coefficients of a block that do not vanish, in their order: the index in the lower 16 bits, and above them the rank of
 * the value that was read.
 */
export type KeptCoefficients = { list: Int32Array; count: number };

/** What is looked at stands behind the last one that is kept for a moment. */
export const createKept = (): KeptCoefficients => ({ list: new Int32Array(64 + 2), count: 0 });

/**
 * The magnitude of a value, and in the lowest bit whether it is positive: 0, 2 for -1, 3 for 1, 4 for -2 and so on. Values that
 * vanish where others do not are those below a certain rank.
 */
export function toRanked(value: number): number {
  return 2 * Math.abs(value) + (value > 0 ? 1 : 0);
}
