/** Writes the tokens with the codes that were chosen for them. */

import { hasRoom } from '../memory/heap';
import { FREQUENCIES, firstToken, nextToken } from './tokens';

/**
 * For each symbol of each table its code with as many zeros behind it as bits follow, 27 bits at the most, and above these how
 * long it is with them.
 */
const CODES: usize = memory.data(4 * 4 * 256, 16);
const LENGTH_SHIFT = 27;
const PATTERN_MASK: u32 = (1 << LENGTH_SHIFT) - 1;

/** @param table the counts and symbols of a DHT segment */
export function prepareWrittenCodes(number: u32, table: usize): void {
  let code: u32 = 0;
  let symbols = table + 16;
  for (let length: u32 = 1; length <= 16; length++) {
    for (let left = load<u8>(table + length - 1); left > 0; left--) {
      const symbol = <u32>load<u8>(symbols++);
      const following = symbol & 15;
      store<u32>(
        codeAt((number << 8) | symbol),
        (code << following) | ((length + following) << LENGTH_SHIFT),
      );
      code += 1;
    }
    code <<= 1;
  }
}

function codeAt(symbol: u32): usize {
  return CODES + (symbol << 2);
}

/** How many bits all tokens take. */
function countBits(tables: u32): u64 {
  let bits: u64 = 0;
  for (let symbol: u32 = 0; symbol < tables << 8; symbol++) {
    bits += <u64>load<u32>(FREQUENCIES + (symbol << 2)) * <u64>(load<u32>(codeAt(symbol)) >>> LENGTH_SHIFT);
  }
  return bits;
}

/** Above the first byte that is written, and the address of the last one: they lie from the top down, as those that are read. */
let first: usize = 0;
let last: usize = 0;

/**
 * @param tables how many of them the tokens belong to
 * @returns how many bytes there are, with the zeros behind each 0xff; 0 when there is no memory for them
 */
export function writeTokens(tables: u32): u32 {
  const bytes = <usize>((countBits(tables) + 7) >>> 3);
  const bottom = (nextToken + 31) & ~15;
  if (!hasRoom(bottom + bytes)) return 0;
  first = bottom + bytes + 8;
  last = first - bytes;
  writeBits();
  const stuffed = bytes + countFf();
  return hasRoom(first + stuffed) ? <u32>stuffed : 0;
}

function writeBits(): void {
  let window: u64 = 0;
  let filled = 0;
  let place = first;
  const end = nextToken;
  for (let at = firstToken; at < end; at += 4) {
    const token = load<u32>(at);
    const code = load<u32>(codeAt(token >>> 16));
    filled += code >>> LENGTH_SHIFT;
    window |= (<u64>((code & PATTERN_MASK) | (token & 0xffff))) << (64 - filled);
    store<u64>(place - 8, window);
    place -= filled >>> 3;
    window <<= filled & ~7;
    filled &= 7;
  }
  // The bits that fill up the last byte are ones (F.1.2.3).
  if (filled > 0) store<u8>(place - 1, <u32>(window >>> 56) | (0xff >>> <u32>filled));
}

function countFf(): usize {
  const ff = i8x16.splat(-1);
  let count: usize = 0;
  let at = last;
  for (; at + 16 <= first; at += 16) count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at), ff)));
  for (; at < first; at++) count += load<u8>(at) === 0xff ? 1 : 0;
  return count;
}

/** Puts the bytes into their order, with a zero behind each 0xff (B.1.1.5). @returns where they are */
export function stuffBytes(): usize {
  let to = first;
  const ff = i8x16.splat(-1);
  const reversed = i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  for (let from = first; from > last; ) {
    const bytes = i8x16.swizzle(v128.load(from - 16), reversed);
    v128.store(to, bytes);
    const clean = min<usize>(<usize>ctz(i8x16.bitmask(i8x16.eq(bytes, ff)) | 0x10000), from - last);
    to += clean;
    from -= clean;
    if (clean === 16 || from === last) continue;
    store<u16>(to, 0x00ff);
    to += 2;
    from -= 1;
  }
  return first;
}
