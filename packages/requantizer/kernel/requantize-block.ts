/**
 * The way of a block: its coefficients are read, those that do not vanish are kept, and these are quantized and become tokens.
 * Nearly all of the time goes here. Of a photograph's coefficients four of five vanish, in no order that a processor could
 * guess; so each is put behind the last one that is kept, and only some of them are counted.
 */

import { filled, leaveBits, pass, place, refill, window } from './bits';
import { extend, lookUp } from './code-lookup';
import {
  findCoefficient,
  LENGTH_MASK,
  LENGTH_SHIFT,
  lengthOf,
  PATTERN_BITS,
  RANK_MASK,
  RANK_SHIFT,
  rankOf,
  SECOND_RANK_SHIFT,
  SECOND_STEP_SHIFT,
  STEP_MASK,
  STEP_SHIFT,
  stepOf,
  TO_THE_END,
} from './coefficient-lookup';
import { Component } from './component';
import {
  AC_OUT_OF_RANGE,
  BEHIND_THE_BLOCK,
  DC_OUT_OF_RANGE,
  DC_TOO_LONG,
  NO_CODE,
  NO_COEFFICIENT,
  TAKEN,
} from './failures';
import { dcLevelOf, largestLevel, levelOf, VANISHING } from './steps';
import { AC_TABLE, addToken, DC_TABLE, endTokens, nextToken } from './tokens';

/**
 * The AC coefficients that are kept, in their order: the index in the lower 16 bits, and above them the rank of the value that
 * was read. What is looked at stands behind the last one for a moment.
 */
const KEPT: usize = memory.data(4 * (64 + 2), 16);
let keptEnd: usize = KEPT;

/** As many bits as a difference of DC coefficients may have (ITU-T T.81, table F.1). */
const MOST_DC_BITS = 11;

const SIXTEEN_ZEROS: u32 = 0xf0;

/** @returns TAKEN, or why not */
export function requantizeBlock(component: Component): i32 {
  const read = readDc(component);
  if (read !== TAKEN) return read;
  const kept = readAc(component.acCodes, component.pairs, component.steps);
  if (kept !== TAKEN) return kept;
  const quantized = quantizeDc(component);
  return quantized === TAKEN ? quantizeAc(component) : quantized;
}

/** How far the DC coefficient is from the one before (F.2.2.1). */
function readDc(component: Component): i32 {
  refill();
  const found = lookUp(component.dcCodes, <i32>(window >>> 48));
  if (found === 0) return NO_CODE;
  const size = found & 0xff;
  if (size > MOST_DC_BITS) return DC_TOO_LONG;
  pass(found >>> 8);
  if (size > 0) component.read += extend(<i32>(window >>> (64 - size)), size);
  pass(size);
  return TAKEN;
}

/** F.2.2.2. */
function readAc(codes: usize, pairs: usize, steps: usize): i32 {
  let bits = window;
  let count = filled;
  let from = place;
  let index: u32 = 0;
  let step: u32 = 0;
  let kept = KEPT;
  while (index < 63) {
    bits |= load<u64>(from - 8) >>> count;
    from -= (63 - count) >>> 3;
    count |= 56;
    const pair = load<u32>(pairs + ((<usize>(bits >>> (64 - PATTERN_BITS))) << 2));
    let length: i32;
    if (pair !== 0) {
      step = (pair >>> STEP_SHIFT) & STEP_MASK;
      index += step;
      kept = keep(kept, index, (pair >>> RANK_SHIFT) & RANK_MASK, steps);
      // What seems to be a second one may already belong to the next block.
      if (index >= 63) {
        length = (pair >>> LENGTH_SHIFT) & LENGTH_MASK;
      } else {
        step = (pair >>> SECOND_STEP_SHIFT) & STEP_MASK;
        index += step;
        kept = keep(kept, index, pair >>> SECOND_RANK_SHIFT, steps);
        length = pair & LENGTH_MASK;
      }
    } else {
      const found = findCoefficient(codes, <u32>(bits >>> 32));
      if (found === 0) return NO_COEFFICIENT;
      step = stepOf(found);
      index += step;
      kept = keep(kept, index, rankOf(found), steps);
      length = lengthOf(found);
    }
    bits <<= length;
    count -= length;
  }
  leaveBits(bits, count, from);
  keptEnd = kept;
  return index > 63 && step !== TO_THE_END ? BEHIND_THE_BLOCK : TAKEN;
}

function keep(at: usize, index: u32, rank: u32, steps: usize): usize {
  store<u32>(at, (rank << 16) | index);
  return at + (((load<u32>(steps + (index << 2), VANISHING) - rank) >>> 31) << 2);
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
