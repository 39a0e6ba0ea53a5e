/**
 * Blocks of chrominance of half the width, height, or both, made of two or four blocks without a transform: the mean of
 * neighbouring samples is linear, so each coefficient of the result is a sum of coefficients. For the first block of a pair the
 * weights are C·A·Cᵀ, where C is the transform (ITU-T T.81, A.3.3) and A takes the mean of two samples for the first half of
 * the result; for the second block they are the same, but negative where the indices are an odd distance apart.
 */

import { blockAt, LARGEST_STORED, nonZero } from '../memory/planes';
import { indexAt, isNegated, naturalPlace, targetOf } from './turn';

/** Eight rows, as whoever calls the kernel has put them there. */
const WEIGHTS: usize = memory.data(4 * 64, 16);

export function weights(): usize {
  return WEIGHTS;
}

/** What the components that are halved are multiplied with and divided by. */
const FROM: usize = memory.data(3 * 64);
const TO: usize = memory.data(3 * 64);

export function halvedFrom(number: i32): usize {
  return FROM + 64 * <usize>number;
}

export function halvedTo(number: i32): usize {
  return TO + 64 * <usize>number;
}

/** What the result is multiplied with, by the places of the coefficients before turning; negative where that changes the sign. */
const FACTORS: usize = memory.data(3 * 4 * 64, 16);

export function prepareHalved(number: i32): void {
  const factors = FACTORS + 256 * <usize>number;
  for (let index: usize = 0; index < 64; index++) {
    const factor = <f32>1 / <f32>load<u8>(halvedTo(number) + targetOf(index));
    store<f32>(factors + 4 * <usize>naturalPlace(index), isNegated(index) ? -factor : factor);
  }
}

const ROW: usize = 32;
const BLOCK: usize = 8 * ROW;

/** Left and right of the upper row of blocks, then of the lower one. */
const SOURCES: usize = memory.data(4 * 256, 16);
const SUMS: usize = memory.data(256, 16);
const DIFFERENCES: usize = memory.data(256, 16);
const ROUNDED: usize = memory.data(128, 16);
const LEVELS: usize = memory.data(128, 16);

/** The rows and columns in which there is anything, of the blocks that are being halved. */
let usedRows = 0;
let usedColumns = 0;

/**
 * The levels of the block of the result that stands at a place, in zigzag order, as they are after turning.
 * @param halvesAcross whether two blocks beside each other become one
 * @param halvesDown whether two above each other do
 * @returns a block that is there until the next one is halved; 0 when it is beyond those that are there
 */
export function halveBlock(number: i32, x: i32, y: i32, halvesAcross: bool, halvesDown: bool): usize {
  const left = halvesAcross ? 2 * x : x;
  const top = halvesDown ? 2 * y : y;
  if (blockAt(number, left, top) === 0) return 0;
  usedRows = 0;
  usedColumns = 0;
  dequantizeRow(number, left, top, halvesAcross, false, SOURCES);
  if (halvesDown) {
    const isThere = blockAt(number, left, top + 1) !== 0;
    dequantizeRow(number, left, isThere ? top + 1 : top, halvesAcross, !isThere, SOURCES + 2 * BLOCK);
  }
  const result = halvesAcross ? SOURCES + BLOCK : SOURCES;
  if (halvesAcross) halveAcross(SOURCES);
  if (halvesAcross && halvesDown) halveAcross(SOURCES + 2 * BLOCK);
  if (halvesDown) combine(result, result + 2 * BLOCK, usedRows);
  quantize(result, FACTORS + 256 * <usize>number);
  return LEVELS;
}

/** Of two transposed blocks. The result stands where the second one was. */
function halveAcross(blocks: usize): void {
  combine(blocks, blocks + BLOCK, usedColumns);
  transpose(blocks, blocks + BLOCK);
}

/** One that is missing at the edge is the one beside it, mirrored. Two blocks are transposed, to be combined as rows. */
function dequantizeRow(number: i32, x: i32, y: i32, isPair: bool, mirrorsDown: bool, to: usize): void {
  const block = blockAt(number, x, y);
  const rows: u32 = mirrorsDown ? 1 : 0;
  dequantize(number, block, to, rows, 0, isPair);
  if (!isPair) return;
  const beside = blockAt(number, x + 1, y);
  dequantize(number, beside === 0 ? block : beside, to + BLOCK, rows, beside === 0 ? 1 : 0, true);
}

/** @param mirroredRows 1 when those of odd frequencies change their sign */
function dequantize(
  number: i32,
  block: usize,
  to: usize,
  mirroredRows: u32,
  mirroredColumns: u32,
  isTransposed: bool,
): void {
  memory.fill(to, 0, BLOCK);
  const steps = halvedFrom(number);
  for (let left = nonZero(block); left !== 0; left &= left - 1) {
    const index = <usize>ctz(left);
    const place = naturalPlace(index);
    const row = place >>> 3;
    const column = place & 7;
    usedRows |= 1 << row;
    usedColumns |= 1 << column;
    const value = <i32>load<i16>(block + 2 * index) * <i32>load<u8>(steps + index);
    const isNegative = ((mirroredRows & row) ^ (mirroredColumns & column)) & 1;
    const target = isTransposed ? (column << 3) | row : place;
    store<f32>(to + 4 * <usize>target, <f32>(isNegative ? -value : value));
  }
}

/** Replaces the first of two blocks, one above the other, by that of half their height. */
function combine(one: usize, other: usize, used: i32): void {
  for (let left = used; left !== 0; left &= left - 1) {
    const row = ROW * <usize>ctz(left);
    for (let part = row; part < row + ROW; part += 16) {
      const a = v128.load(one + part);
      const b = v128.load(other + part);
      v128.store(SUMS + part, f32x4.add(a, b));
      v128.store(DIFFERENCES + part, f32x4.sub(a, b));
    }
  }
  for (let row = 0; row < 8; row++) {
    let start = f32x4.splat(0);
    let end = f32x4.splat(0);
    for (let left = used; left !== 0; left &= left - 1) {
      const from = ctz(left);
      const weight = v128.load32_splat(WEIGHTS + 4 * <usize>(8 * row + from));
      const values = ((row + from) & 1 ? DIFFERENCES : SUMS) + ROW * <usize>from;
      start = f32x4.add(start, f32x4.mul(weight, v128.load(values)));
      end = f32x4.add(end, f32x4.mul(weight, v128.load(values, 16)));
    }
    v128.store(one + ROW * <usize>row, start);
    v128.store(one + ROW * <usize>row, end, 16);
  }
}

/** Puts the rows of a block into the columns of another. */
function transpose(block: usize, to: usize): void {
  for (let row: usize = 0; row < 8; row += 4) {
    for (let column: usize = 0; column < 8; column += 4) {
      transposeQuarter(block + ROW * row + 4 * column, to + ROW * column + 4 * row);
    }
  }
}

function transposeQuarter(from: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 32);
  const c = v128.load(from, 64);
  const d = v128.load(from, 96);
  const upperStart = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const upperEnd = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const lowerStart = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const lowerEnd = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(upperStart, lowerStart, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(upperStart, lowerStart, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(upperEnd, lowerEnd, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(upperEnd, lowerEnd, 2, 3, 6, 7), 96);
}

/** Most of it becomes 0, and only the rest is brought into its order. */
function quantize(block: usize, factors: usize): void {
  const largest = i16x8.splat(<i16>LARGEST_STORED);
  const smallest = i16x8.splat(-(<i16>LARGEST_STORED));
  for (let row: usize = 0; row < 8; row++) {
    const levels = i16x8.narrow_i32x4_s(
      roundedProduct(block + ROW * row, factors + ROW * row),
      roundedProduct(block + ROW * row + 16, factors + ROW * row + 16),
    );
    v128.store(ROUNDED + 16 * row, i16x8.max_s(smallest, i16x8.min_s(largest, levels)));
  }
  memory.fill(LEVELS, 0, 128);
  for (let left = nonZero(ROUNDED); left !== 0; left &= left - 1) {
    const place = <usize>ctz(left);
    store<i16>(LEVELS + 2 * targetOf(indexAt(place)), load<i16>(ROUNDED + 2 * place));
  }
}

function roundedProduct(values: usize, factors: usize): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(values), v128.load(factors))));
}
