/** Turning and mirroring of blocks: coefficients change places, and those of odd frequencies change their sign. */

import { nonZero } from '../memory/planes';

/** The place of each coefficient in a block of eight rows, by its index in zigzag order. */
// prettier-ignore
// biome-ignore format: eight in a line
const NATURAL: usize = memory.data<u8>([
  0, 1, 8, 16, 9, 2, 3, 10,
  17, 24, 32, 25, 18, 11, 4, 5,
  12, 19, 26, 33, 40, 48, 41, 34,
  27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36,
  29, 22, 15, 23, 30, 37, 44, 51,
  58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
]);

export function naturalPlace(index: usize): u32 {
  return load<u8>(NATURAL + index);
}

const INDICES: usize = memory.data(64);

/** The index in zigzag order of what stands at a place; see prepareTurn(). */
export function indexAt(place: usize): usize {
  return load<u8>(INDICES + place);
}

/** How the stored picture has to be changed to stand as it is shown: mirrored first, then rows and columns exchanged. */
export let mirrorsAcross = false;
export let mirrorsDown = false;
export let isTransposed = false;
export let isTurned = false;

/** For each index where it comes from, and for each index where it goes to, and whether its sign changes. */
const TARGETS: usize = memory.data(64);
const SIGNS: usize = memory.data(64);

const TURNED: usize = memory.data(128, 16);

/** @param orientation as EXIF counts it, from 1 to 8 */
export function prepareTurn(orientation: i32): void {
  mirrorsAcross = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  mirrorsDown = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  isTransposed = orientation >= 5;
  isTurned = orientation > 1;
  for (let index: usize = 0; index < 64; index++) store<u8>(INDICES + naturalPlace(index), index);
  for (let index: usize = 0; index < 64; index++) {
    const place = naturalPlace(index);
    const across = place & 7;
    const down = place >>> 3;
    const isNegative = (mirrorsAcross ? across & 1 : 0) ^ (mirrorsDown ? down & 1 : 0);
    store<u8>(SIGNS + index, isNegative);
    store<u8>(TARGETS + index, isTransposed ? indexAt((across << 3) | down) : index);
  }
}

export function targetOf(index: usize): usize {
  return load<u8>(TARGETS + index);
}

export function isNegated(index: usize): bool {
  return load<u8>(SIGNS + index) !== 0;
}

/** @returns a block that is there until the next one is turned */
export function turnBlock(block: usize): usize {
  if (!isTurned) return block;
  memory.fill(TURNED, 0, 128);
  for (let left = nonZero(block); left !== 0; left &= left - 1) {
    const index = <usize>ctz(left);
    const value = load<i16>(block + 2 * index);
    store<i16>(TURNED + 2 * targetOf(index), isNegated(index) ? -value : value);
  }
  return TURNED;
}
