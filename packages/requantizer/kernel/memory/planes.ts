/**
 * The coefficients of a file whose scans do not come in the order in which its blocks are written: the progressive ones, those
 * with a scan for each component, those whose chrominance is halved, or which are turned. A block has 64 numbers of 16 bits in
 * zigzag order.
 */

import { allocate } from './heap';

export const BLOCK_BYTES: usize = 128;

/** No coefficient of a picture is so large, and none of these leaves 16 bits when it becomes a rank. */
export const LARGEST_STORED = 4095;

const PLANES: usize = memory.data(3 * 12, 4);
const ACROSS: usize = 4;
const DOWN: usize = 8;

/**
 * Makes room for the blocks of a component, all of them 0.
 * @returns whether there is memory for them
 */
export function createPlane(number: i32, across: i32, down: i32): bool {
  const bytes = <u64>across * <u64>down * <u64>BLOCK_BYTES;
  if (bytes > 0x20000000) return false;
  const start = allocate(<usize>bytes);
  if (start === 0) return false;
  memory.fill(start, 0, <usize>bytes);
  const plane = PLANES + 12 * <usize>number;
  store<usize>(plane, start);
  store<i32>(plane, across, ACROSS);
  store<i32>(plane, down, DOWN);
  return true;
}

export function blocksAcross(number: i32): i32 {
  return load<i32>(PLANES + 12 * <usize>number, ACROSS);
}

export function blocksDown(number: i32): i32 {
  return load<i32>(PLANES + 12 * <usize>number, DOWN);
}

/** The address of a block, 0 for one that is not there. */
export function blockAt(number: i32, x: i32, y: i32): usize {
  const plane = PLANES + 12 * <usize>number;
  const across = load<i32>(plane, ACROSS);
  if (<u32>x >= <u32>across || <u32>y >= load<u32>(plane, DOWN)) return 0;
  return load<usize>(plane) + <usize>(y * across + x) * BLOCK_BYTES;
}

/** A bit for each coefficient that is not 0, from the lowest on. */
export function nonZero(block: usize): u64 {
  const zero = i16x8.splat(0);
  let found: u64 = 0;
  for (let index: usize = 0; index < 64; index += 8) {
    found |= (<u64>i16x8.bitmask(i16x8.ne(v128.load(block + 2 * index), zero))) << index;
  }
  return found;
}
