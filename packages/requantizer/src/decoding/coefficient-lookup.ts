import { toRanked } from '../quantizing/kept-coefficients.ts';
import type { HuffmanTable } from '../reading/huffman-table.ts';
import { type CodeLookup, createCodeLookup, lookUp } from './code-lookup.ts';

/**
 * Finds what the data of a sequential scan hold next (ITU-T T.81, F.1.2.2): some zeros, a coefficient behind them, and all
 * of their bits, in one number. From the lowest bit on it has
 * - 6 bits for how many bits all of it has,
 * - 8 bits for how far the coefficient is from the one before,
 * - from the 16th on what toRanked() makes of its value.
 * 0 is no coefficient.
 */
export type CoefficientLookup = {
  /** For each pattern the coefficient that it begins with, and the next one where that is in it as well. */
  pairs: Int32Array;
  codes: CodeLookup;
};

export const LENGTH_MASK = 0x3f;
export const STEP_SHIFT = 6;
export const STEP_MASK = 0xff;
export const VALUE_SHIFT = 16;

/** How far it is to the end of a block: farther than to any coefficient, and from anywhere in the block. */
export const TO_THE_END = 128;

/** Of a pattern. Nearly all coefficients of photographs fit, most of them with another; more do not fit a core's cache. */
export const PATTERN_BITS = 11;

const END_OF_BLOCK = 0x00;
const SIXTEEN_ZEROS = 0xf0;

/** Of a coefficient in a baseline file (table F.2). */
const MOST_BITS = 10;

export function createCoefficientLookup(table: HuffmanTable): CoefficientLookup {
  const codes = createCodeLookup(table);
  const patterns = 1 << PATTERN_BITS;
  const single = new Int32Array(patterns);
  for (let pattern = 0; pattern < patterns; pattern++) {
    const coefficient = findCoefficient(codes, pattern << (32 - PATTERN_BITS));
    if ((coefficient & LENGTH_MASK) <= PATTERN_BITS) single[pattern] = coefficient;
  }
  const pairs = new Int32Array(2 * patterns);
  for (let pattern = 0; pattern < patterns; pattern++) {
    const first = single[pattern] ?? 0;
    const length = first & LENGTH_MASK;
    const second = single[(pattern << length) & (patterns - 1)] ?? 0;
    pairs[2 * pattern] = first;
    if (length + (second & LENGTH_MASK) <= PATTERN_BITS && !isEnd(first)) pairs[2 * pattern + 1] = second;
  }
  return { pairs, codes };
}

const isEnd = (coefficient: number) => ((coefficient >>> STEP_SHIFT) & STEP_MASK) === TO_THE_END;

/** The coefficient that 32 bits begin with, of any length; 0 when they begin with none. */
export function findCoefficient(codes: CodeLookup, bits: number): number {
  const found = lookUp(codes, bits >>> 16);
  const length = found >> 8;
  const symbol = found & 0xff;
  const size = symbol & 15;
  if (length === 0 || size > MOST_BITS) return 0;
  if (size === 0) {
    if (symbol === END_OF_BLOCK) return length | (TO_THE_END << STEP_SHIFT);
    return symbol === SIXTEEN_ZEROS ? length | (16 << STEP_SHIFT) : 0;
  }
  const value = extend((bits << length) >>> (32 - size), size);
  const step = (symbol >> 4) + 1;
  return (length + size) | (step << STEP_SHIFT) | (toRanked(value) << VALUE_SHIFT);
}

/** The number that so many bits stand for: those that begin with a zero are negative (F.2.2.1, figure F.12). */
export function extend(bits: number, size: number): number {
  return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}
