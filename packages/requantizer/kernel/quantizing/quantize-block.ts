/** What a block becomes: those of its coefficients that do not vanish are kept, and these are quantized and become tokens. */

import { Component, MOST_DC_BITS } from '../memory/component';
import { AC_OUT_OF_RANGE, DC_OUT_OF_RANGE, TAKEN } from '../memory/failures';
import { AC_TABLE, addToken, DC_TABLE, endTokens, nextToken } from '../writing/tokens';
import { dcLevelOf, largestLevel, levelOf, VANISHING, VANISHING_RANKS } from './steps';

/**
 * The AC coefficients that are kept, in their order: the index in the lower 16 bits, and above them the rank of the value that
 * was read. What is looked at stands behind the last one for a moment.
 */
export const KEPT: usize = memory.data(4 * (64 + 2), 16);
let keptEnd: usize = KEPT;

const SIXTEEN_ZEROS: u32 = 0xf0;

/**
 * Of a photograph's coefficients four of five vanish, in no order that a processor could guess; so each is put behind the last
 * one that is kept, and only some of them are counted.
 * @returns the address behind the last one that is kept
 */
export function keep(at: usize, index: u32, rank: u32, steps: usize): usize {
  store<u32>(at, (rank << 16) | index);
  return at + (((load<u32>(steps + (index << 2), VANISHING) - rank) >>> 31) << 2);
}

export function endKept(at: usize): void {
  keptEnd = at;
}

/** Keeps those of a block that is stored. */
export function keepStored(block: usize, steps: usize): void {
  const zero = i16x8.splat(0);
  let found: u64 = 0;
  for (let index: usize = 0; index < 64; index += 8) {
    const values = v128.load(block + 2 * index);
    const ranks = i16x8.sub(i16x8.shl(i16x8.abs(values), 1), i16x8.gt_s(values, zero));
    const isKept = i16x8.gt_s(ranks, v128.load(steps + 2 * index, VANISHING_RANKS));
    found |= (<u64>i16x8.bitmask(isKept)) << index;
  }
  let at = KEPT;
  for (found &= ~1; found !== 0; found &= found - 1) {
    const index = <usize>ctz(found);
    const value = <i32>load<i16>(block + 2 * index);
    const rank: u32 = 2 * abs(value) + (value > 0 ? 1 : 0);
    store<u32>(at, (rank << 16) | <u32>index);
    at += 4;
  }
  keptEnd = at;
}

/**
 * Adds the tokens of a block: of its DC coefficient, which the component has, and of those AC coefficients that are kept.
 * @returns TAKEN, or why not
 */
export function quantizeBlock(component: Component): i32 {
  const status = quantizeDc(component);
  return status === TAKEN ? quantizeAc(component) : status;
}

function quantizeDc(component: Component): i32 {
  const level = dcLevelOf(component.steps, component.read);
  const difference = level - component.written;
  component.written = level;
  const size = 32 - clz(abs(difference));
  if (size > MOST_DC_BITS || <u32>abs(level) > largestLevel(component.steps, 0)) return DC_OUT_OF_RANGE;
  const symbol = ((component.tables + DC_TABLE) << 8) | size;
  endTokens(addToken(nextToken, symbol, bitsOf(abs(difference), difference >> 31, size)));
  return TAKEN;
}

function quantizeAc(component: Component): i32 {
  const steps = component.steps;
  const up = component.up;
  const table = (component.tables + AC_TABLE) << 8;
  let token = nextToken;
  let before: u32 = 0;
  for (let at = KEPT; at < keptEnd; at += 4) {
    const coefficient = load<u32>(at);
    const index = coefficient & 0xffff;
    const rank = coefficient >>> 16;
    const level = levelOf(steps, index, rank, up);
    if (level > largestLevel(steps, index)) return AC_OUT_OF_RANGE;
    let zeros = index - before - 1;
    for (before = index; zeros > 15; zeros -= 16) token = addToken(token, table | SIXTEEN_ZEROS, 0);
    const size = 32 - clz(level);
    token = addToken(token, table | (zeros << 4) | size, bitsOf(level, <i32>(rank & 1) - 1, size));
  }
  // The end of the block is symbol 0.
  endTokens(before < 63 ? addToken(token, table, 0) : token);
  return TAKEN;
}

/** A number in so many bits, all of them turned over where it is negative (F.1.2.1), as a mask of ones says. */
function bitsOf(magnitude: u32, negative: u32, size: u32): u32 {
  return (magnitude ^ negative) & ((1 << size) - 1);
}
