/**
 * What the data of a sequential scan hold next (ITU-T T.81, F.1.2.2): some zeros and a coefficient behind them, found by a
 * pattern of so many bits, and mostly the next coefficient as well. More bits do not fit a core's first cache.
 */

import { extend, lookUp } from './code-lookup';

export const PATTERN_BITS = 11;
const PATTERNS = 1 << PATTERN_BITS;

/**
 * For each pattern a number of 32 bits; 0 when it begins with no coefficient that it holds as a whole, or only with a large one.
 * Of both coefficients it has, from the lowest bit on: the length of both together, that of the first alone, how far each is
 * from the one before it, and their ranks.
 */
export const LENGTH_SHIFT = 4;
export const LENGTH_MASK = 0xf;
export const STEP_SHIFT = 8;
export const SECOND_STEP_SHIFT = 14;
export const STEP_MASK = 0x3f;
export const RANK_SHIFT = 20;
export const SECOND_RANK_SHIFT = 26;
export const RANK_MASK = 0x3f;

const BYTES: usize = 4 * PATTERNS;

const PAIRS: usize = memory.data(4 * 4 * 2048, 64);
const SINGLES: usize = memory.data(4 * 2048, 16);

/** How far it is to the end of a block: farther than to any coefficient, and from anywhere in the block. */
export const TO_THE_END = 63;

const END_OF_BLOCK = 0x00;
const SIXTEEN_ZEROS = 0xf0;

/** Of a coefficient in a baseline file (table F.2). */
const MOST_BITS = 10;

/** @param number of the table for AC coefficients, from 0 to 3 */
export function coefficientPairs(number: i32): usize {
  return PAIRS + <usize>number * BYTES;
}

export function prepareCoefficients(pairs: usize, codes: usize): void {
  for (let pattern = 0; pattern < PATTERNS; pattern++) {
    const found = findCoefficient(codes, pattern << (32 - PATTERN_BITS));
    const fits = lengthOf(found) <= PATTERN_BITS && rankOf(found) <= <u32>RANK_MASK;
    store<u32>(SINGLES + 4 * pattern, fits ? found : 0);
  }
  for (let pattern = 0; pattern < PATTERNS; pattern++) {
    const one = load<u32>(SINGLES + 4 * pattern);
    const length = lengthOf(one);
    const next = load<u32>(SINGLES + 4 * ((pattern << length) & (PATTERNS - 1)));
    const isPair = length + lengthOf(next) <= PATTERN_BITS && stepOf(one) !== TO_THE_END;
    store<u32>(pairs + 4 * pattern, one === 0 ? 0 : pairOf(one, isPair ? next : 0));
  }
}

/** Of a coefficient as findCoefficient() gives it. */
export function lengthOf(coefficient: u32): i32 {
  return coefficient & 0xff;
}

export function stepOf(coefficient: u32): i32 {
  return (coefficient >>> 8) & 0xff;
}

/**
 * The magnitude, and in the lowest bit whether it is positive: 0, 2 for -1, 3 for 1, 4 for -2 and so on. Values that vanish
 * where others do not are those below a certain rank.
 */
export function rankOf(coefficient: u32): u32 {
  return coefficient >>> 16;
}

function pairOf(one: u32, next: u32): u32 {
  const length = lengthOf(one);
  return (
    (length + lengthOf(next)) |
    (length << LENGTH_SHIFT) |
    (stepOf(one) << STEP_SHIFT) |
    (stepOf(next) << SECOND_STEP_SHIFT) |
    (rankOf(one) << RANK_SHIFT) |
    (rankOf(next) << SECOND_RANK_SHIFT)
  );
}

/**
 * The coefficient that 32 bits begin with, of any length.
 * @returns its length in bits, how far it is from the one before, and from the 16th bit on its rank; 0 when there is none
 */
export function findCoefficient(codes: usize, bits: u32): u32 {
  const found = lookUp(codes, bits >>> 16);
  const length = found >>> 8;
  const symbol = found & 0xff;
  const size = symbol & 15;
  if (length === 0 || size > MOST_BITS) return 0;
  if (size === 0) {
    if (symbol === END_OF_BLOCK) return length | (TO_THE_END << 8);
    return symbol === SIXTEEN_ZEROS ? length | (16 << 8) : 0;
  }
  const value = extend((bits << length) >>> (32 - size), size);
  const rank = 2 * abs(value) + (value > 0 ? 1 : 0);
  return (length + size) | (((symbol >>> 4) + 1) << 8) | (rank << 16);
}
