/**
 * From the step sizes of the file to those of the result: what becomes of each of the 64 coefficients of a component. At its
 * address stand the steps of both in zigzag order, as whoever calls the kernel has put them there.
 */

const TO: usize = 64;

/** Of each coefficient: the factor and the summand of its magnitude, the reciprocal of the divisor, and the largest level. */
const LEVELS: usize = 128;
const LEVEL_BYTES: usize = 16;
const SUMMAND: usize = 4;
const RECIPROCAL: usize = 8;
const LARGEST: usize = 12;

/** The highest rank that becomes zero. Behind the 64th all do, so that nobody has to look for the end of the block. */
export const VANISHING: usize = LEVELS + 64 * 16;
const INDICES: usize = 128;
const ANY_RANK = 0xffff;

/** The same in 16 bits, of the 64 alone. */
export const VANISHING_RANKS: usize = VANISHING + 4 * 128;

const BYTES: usize = VANISHING_RANKS + 2 * 64;

const STEPS: usize = memory.data(3 * (128 + 64 * 16 + 4 * 128 + 2 * 64), 16);

/** @param number of the component */
export function stepsAt(number: i32): usize {
  return STEPS + <usize>number * BYTES;
}

/** The transform of samples of eight bits gives eleven bits with the sign (ITU-T T.81, A.3.3); rounding can add to that. */
const LARGEST_COEFFICIENT = 2047;
/** That a baseline file can hold (table F.2). */
const LARGEST_LEVEL = 1023;

/**
 * @param up 1 when positive values that lie in the middle between two levels go up, 0 when they go to zero. As many do where one
 *   step is a multiple of the other. Negative ones always go to zero, so with 1 as many go away from zero as towards it, which
 *   is what the way by pixels does to luminance. Chrominance becomes softer by it, and there the other comes closer.
 */
export function prepareSteps(steps: usize, up: u32): void {
  for (let index: usize = 0; index < 64; index++) {
    const to = <u32>load<u8>(steps + index, TO);
    const level = steps + LEVELS + index * LEVEL_BYTES;
    store<u32>(level, 2 * <u32>load<u8>(steps + index));
    store<u32>(level, to - 1, SUMMAND);
    // What is divided by it is below 2^21, and the divisor below 2^9: so the quotient is exact.
    store<u32>(level, <u32>(0x100000000 / <u64>(2 * to)) + 1, RECIPROCAL);
    store<u32>(level, min(LARGEST_LEVEL, (LARGEST_COEFFICIENT + to - 1) / to), LARGEST);
    const vanishing = highestVanishing(steps, index, up);
    store<i32>(steps + 4 * index, vanishing, VANISHING);
    store<i16>(steps + 2 * index, min(vanishing, i16.MAX_VALUE), VANISHING_RANKS);
  }
  for (let index: usize = 64; index < INDICES; index++) store<i32>(steps + 4 * index, ANY_RANK, VANISHING);
}

function highestVanishing(steps: usize, index: usize, up: u32): i32 {
  let rank = 1;
  while (rank < ANY_RANK && levelOf(steps, index, rank + 1, up) === 0) rank += 1;
  return rank;
}

/** The level of a coefficient by its rank: its magnitude is multiplied with one step, and divided by the other with rounding. */
export function levelOf(steps: usize, index: usize, rank: u32, up: u32): u32 {
  const level = steps + LEVELS + index * LEVEL_BYTES;
  const dividend = (rank >>> 1) * load<u32>(level) + load<u32>(level, SUMMAND) + (rank & up);
  return <u32>((<u64>dividend * <u64>load<u32>(level, RECIPROCAL)) >>> 32);
}

export function largestLevel(steps: usize, index: usize): u32 {
  return load<u32>(steps + LEVELS + index * LEVEL_BYTES, LARGEST);
}

/** What lies in the middle goes to the even one: a picture whose DC coefficients all went up would become brighter. */
export function dcLevelOf(steps: usize, dc: i32): i32 {
  return <i32>nearest<f64>(<f64>(dc * <i32>load<u8>(steps)) / <f64>load<u8>(steps, TO));
}
