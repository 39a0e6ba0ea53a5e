/**
 * The bits of a scan, without the zeros that follow 0xff in a file (ITU-T T.81, B.1.1.5). WebAssembly reads numbers from the
 * lowest byte on, and the bits of a JPEG begin with the highest. So the bytes lie here the other way round, from the top
 * down, and 64 bits are read at once, from whichever byte they begin at.
 */

import { allocate } from '../memory/heap';

/** No block has more, and only behind a block it is noticed that the data have ended. Zeros stand there. */
const GUARD: usize = 256;

/** The next bits, from the highest on. At least 56 of them are filled in behind a refill. */
export let window: u64 = 0;
export let filled: i32 = 0;
/** Below the last byte of which all bits are filled in. */
export let place: usize = 0;

/** Above the first byte, and below the last one. */
let first: usize = 0;
let last: usize = 0;

/** @returns whether there is memory for the data of a file of so many bytes */
export function makeRoomForBits(bytes: usize): bool {
  const start = allocate(GUARD + bytes + 16);
  first = start + GUARD + bytes + 16;
  return start !== 0;
}

/**
 * Takes what stands up to the next marker.
 * @returns the address of the marker, 0 when there is none
 */
export function takeBits(from: usize, end: usize): usize {
  const ff = i8x16.splat(-1);
  const reversed = i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  let to = first;
  while (from + 1 < end) {
    const bytes = v128.load(from);
    v128.store(to - 16, i8x16.swizzle(bytes, reversed));
    const clean = <usize>ctz(i8x16.bitmask(i8x16.eq(bytes, ff)) | 0x10000);
    to -= clean;
    from += clean;
    if (clean === 16) continue;
    if (from + 1 >= end) return 0;
    if (load<u8>(from, 1) !== 0) {
      begin(to);
      return from;
    }
    to -= 1;
    store<u8>(to, 0xff);
    from += 2;
  }
  return 0;
}

function begin(end: usize): void {
  last = end;
  memory.fill(end - GUARD, 0, GUARD);
  window = 0;
  filled = 0;
  place = first;
}

/** Where a function that has kept them to itself leaves them. */
export function leaveBits(nextWindow: u64, nextFilled: i32, nextPlace: usize): void {
  window = nextWindow;
  filled = nextFilled;
  place = nextPlace;
}

export function refill(): void {
  window |= load<u64>(place - 8) >>> filled;
  place -= (63 - filled) >>> 3;
  filled |= 56;
}

export function pass(count: i32): void {
  window <<= count;
  filled -= count;
}

/** How many bits are left; fewer than none when more have been read than there are. */
export function bitsLeft(): i32 {
  return ((<i32>(place - last)) << 3) + filled;
}
