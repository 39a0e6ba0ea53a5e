/**
 * A Huffman table and what is made of it to find the code that bits begin with (ITU-T T.81, F.2.2.3; the codes by C.2).
 * At its address stand the counts and symbols of a DHT segment, as whoever calls the kernel has put them there.
 */

const SYMBOLS: usize = 16;
/** For each length the first pattern of 16 bits behind its codes. */
const LIMITS: usize = SYMBOLS + 256;
/** For each length what leads from a code to the place of its symbol. */
const PLACES: usize = LIMITS + 4 * 17;
/** For the first bits of a pattern the code that it begins with. */
const DIRECT: usize = PLACES + 4 * 17;
/** Longer codes are rare. */
const DIRECT_BITS = 9;

const BYTES: usize = DIRECT + (2 << DIRECT_BITS);

const TABLES: usize = memory.data(8 * (16 + 256 + 4 * 17 + 4 * 17 + 1024), 16);

/** @param number of the four tables for DC coefficients, then of those for AC */
export function huffmanTable(number: i32): usize {
  return TABLES + <usize>number * BYTES;
}

export function prepareCodes(table: usize): void {
  memory.fill(table + DIRECT, 0, 2 << DIRECT_BITS);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 16; length++) {
    const count = <i32>load<u8>(table + length - 1);
    store<i32>(table + 4 * length, place - code, PLACES);
    if (length <= DIRECT_BITS) fillDirect(table, length, code, place, count);
    code += count;
    place += count;
    store<i32>(table + 4 * length, code << (16 - length), LIMITS);
    code *= 2;
  }
}

function fillDirect(table: usize, length: i32, code: i32, place: i32, count: i32): void {
  const patterns = 1 << (DIRECT_BITS - length);
  let to = table + 2 * code * patterns;
  for (let index = 0; index < count; index++) {
    const found = (length << 8) | <i32>load<u8>(table + place + index, SYMBOLS);
    for (let pattern = 0; pattern < patterns; pattern++) {
      store<u16>(to, found, DIRECT);
      to += 2;
    }
  }
}

/**
 * @param pattern 16 bits
 * @returns the length of the code and its symbol, (length << 8) | symbol; 0 when it is none
 */
export function lookUp(table: usize, pattern: i32): i32 {
  const found = <i32>load<u16>(table + 2 * (pattern >>> (16 - DIRECT_BITS)), DIRECT);
  if (found !== 0) return found;
  for (let length = DIRECT_BITS + 1; length <= 16; length++) {
    if (pattern < load<i32>(table + 4 * length, LIMITS)) {
      const place = (pattern >>> (16 - length)) + load<i32>(table + 4 * length, PLACES);
      return (length << 8) | <i32>load<u8>(table + place, SYMBOLS);
    }
  }
  return 0;
}

/** The number that so many bits stand for: those that begin with a zero are negative (F.2.2.1, figure F.12). */
export function extend(bits: i32, size: i32): i32 {
  return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}
