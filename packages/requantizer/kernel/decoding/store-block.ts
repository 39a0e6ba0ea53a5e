/** What a scan says of a block, put to what those before it have said: the whole block, or of a progressive file a part of it (ITU-T T.81, G.1.2). */

import { Component } from '../memory/component';
import {
  AC_OUT_OF_RANGE,
  BEHIND_THE_BLOCK,
  DC_OUT_OF_RANGE,
  NO_CODE,
  NO_COEFFICIENT,
  TAKEN,
  TOO_LITTLE_DATA,
} from '../memory/failures';
import { LARGEST_STORED, nonZero } from '../memory/planes';
import { bitsLeft, filled, pass, refill, window } from './bits';
import { lookUp } from './code-lookup';
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
import { readDc } from './read-dc';

/** What a scan has of each block: coefficients from one index to another, without so many of their lowest bits. */
let first = 0;
let last = 63;
let low = 0;
let isRefinement = false;
let isProgressive = false;

/** How many more blocks end before their first coefficient (G.1.2.2). */
let endRun = 0;

export function describeScan(from: i32, to: i32, high: i32, lowest: i32, progressive: bool): void {
  first = from;
  last = to;
  low = lowest;
  isRefinement = high > 0;
  isProgressive = progressive;
}

export function clearRun(): void {
  endRun = 0;
}

/** A run ends with the interval that it is in. */
export function isWithinRun(): bool {
  return endRun > 0;
}

/** @returns TAKEN, or why not */
export function storeBlock(component: Component, block: usize): i32 {
  let status = TAKEN;
  if (first === 0) status = isRefinement ? refineDc(block) : storeDc(component, block);
  if (last > 0 && status === TAKEN) {
    const from = max(first, 1);
    status = isRefinement ? refineBand(component.acCodes, block, from) : storeBand(component, block, from);
  }
  if (status !== TAKEN) return status;
  return bitsLeft() < 0 ? TOO_LITTLE_DATA : TAKEN;
}

function storeDc(component: Component, block: usize): i32 {
  const status = readDc(component);
  if (status !== TAKEN) return status;
  if (abs(component.read) > LARGEST_STORED >> low) return DC_OUT_OF_RANGE;
  store<i16>(block, component.read << low);
  return TAKEN;
}

function refineDc(block: usize): i32 {
  refill();
  store<i16>(block, <i32>load<i16>(block) | (readBits(1) << low));
  return TAKEN;
}

/** @param count 0 is allowed */
function readBits(count: i32): i32 {
  if (count === 0) return 0;
  const bits = <i32>(window >>> (64 - count));
  pass(count);
  return bits;
}

/** Of a sequential scan as well (F.2.2.2), which has no runs. */
function storeBand(component: Component, block: usize, from: i32): i32 {
  if (endRun > 0) {
    endRun -= 1;
    return TAKEN;
  }
  let index = from - 1;
  while (index < last) {
    refill();
    const pair = load<u32>(component.pairs + ((<usize>(window >>> (64 - PATTERN_BITS))) << 2));
    if (pair === 0) {
      const found = findCoefficient(component.acCodes, <u32>(window >>> 32));
      if (found === 0) return startRun(component.acCodes);
      const step = stepOf(found);
      pass(lengthOf(found));
      index += step;
      if (index > last) return step === TO_THE_END ? TAKEN : BEHIND_THE_BLOCK;
      if (rankOf(found) >>> 1 > <u32>(LARGEST_STORED >> low)) return AC_OUT_OF_RANGE;
      storeRank(block, index, rankOf(found));
      continue;
    }
    const step = (pair >>> STEP_SHIFT) & STEP_MASK;
    const secondStep = (pair >>> SECOND_STEP_SHIFT) & STEP_MASK;
    index += step;
    // What seems to be a second one may already belong to the next block.
    const isAlone = index >= last || secondStep === 0;
    pass((isAlone ? pair >>> LENGTH_SHIFT : pair) & LENGTH_MASK);
    if (index > last) return step === TO_THE_END ? TAKEN : BEHIND_THE_BLOCK;
    storeRank(block, index, (pair >>> RANK_SHIFT) & RANK_MASK);
    if (isAlone) continue;
    index += secondStep;
    if (index > last) return secondStep === TO_THE_END ? TAKEN : BEHIND_THE_BLOCK;
    storeRank(block, index, pair >>> SECOND_RANK_SHIFT);
  }
  return TAKEN;
}

function storeRank(block: usize, index: i32, rank: u32): void {
  const magnitude = <i32>(rank >>> 1);
  store<i16>(block + 2 * <usize>index, (rank & 1 ? magnitude : -magnitude) << low);
}

/** The end of this block and of some that follow. */
function startRun(codes: usize): i32 {
  const found = lookUp(codes, <i32>(window >>> 48));
  if (found === 0) return NO_CODE;
  const symbol = found & 0xff;
  if (!isProgressive || (symbol & 15) !== 0 || symbol === 0xf0) return NO_COEFFICIENT;
  pass(found >>> 8);
  endRun = (1 << (symbol >>> 4)) + readBits(symbol >>> 4) - 1;
  return TAKEN;
}

/** G.1.2.3: a bit for each coefficient that is not 0, and those that become 1 or -1. */
function refineBand(codes: usize, block: usize, from: i32): i32 {
  const present = nonZero(block);
  let index = from;
  while (endRun === 0 && index <= last) {
    refill();
    const found = lookUp(codes, <i32>(window >>> 48));
    if (found === 0) return NO_CODE;
    pass(found >>> 8);
    const size = found & 15;
    let zeros = (found & 0xff) >>> 4;
    if (size > 1) return NO_COEFFICIENT;
    if (size === 0 && zeros < 15) {
      endRun = (1 << zeros) + readBits(zeros);
      break;
    }
    const isPositive = size === 0 || readBits(1) === 1;
    for (; index <= last; index++) {
      if ((present >>> index) & 1) refineCoefficient(block + 2 * <usize>index);
      else if (--zeros < 0) break;
    }
    if (size === 1) {
      if (index > last) return BEHIND_THE_BLOCK;
      const unit: i32 = 1 << low;
      store<i16>(block + 2 * <usize>index, isPositive ? unit : -unit);
    }
    index += 1;
  }
  if (endRun > 0) {
    refineRest(block, present, index);
    endRun -= 1;
  }
  return TAKEN;
}

function refineRest(block: usize, present: u64, from: i32): void {
  if (from > last) return;
  let left = (present >>> from) << from;
  if (last < 63) left &= ((<u64>1) << (last + 1)) - 1;
  for (; left !== 0; left &= left - 1) refineCoefficient(block + 2 * <usize>ctz(left));
}

function refineCoefficient(at: usize): void {
  if (filled === 0) refill();
  if (readBits(1) === 0) return;
  const value = <i32>load<i16>(at);
  store<i16>(at, value > 0 ? value + (1 << low) : value - (1 << low));
}
