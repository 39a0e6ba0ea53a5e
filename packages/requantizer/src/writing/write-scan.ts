import type { HuffmanTable } from '../reading/huffman-table.ts';
import { SYMBOLS, type Tokens } from './tokens.ts';

/**
 * For each symbol its code with as many zeros behind it as bits follow, and above the 27 bits that this takes at the most
 * how long it is with them.
 */
export type Codes = { patterns: Uint32Array; lengths: Uint8Array };

export function codesOf(tables: readonly HuffmanTable[]): Codes {
  const patterns = new Uint32Array(tables.length * SYMBOLS);
  const lengths = new Uint8Array(tables.length * SYMBOLS);
  for (const [number, { counts, symbols }] of tables.entries()) {
    let code = 0;
    let place = 0;
    for (let length = 1; length <= 16; length++) {
      for (let left = counts[length - 1] ?? 0; left > 0; left--) {
        const symbol = symbols[place++] ?? 0;
        const following = symbol & 15;
        patterns[number * SYMBOLS + symbol] = code << following;
        lengths[number * SYMBOLS + symbol] = length + following;
        code += 1;
      }
      code *= 2;
    }
  }
  return { patterns, lengths };
}

/** How many bits the tokens take. */
export function bitsOf({ frequencies }: Tokens, { lengths }: Codes): number {
  return frequencies.reduce((sum, frequency, symbol) => sum + frequency * (lengths[symbol] ?? 0), 0);
}

/** Writes the tokens with their codes. @returns the offset behind the last byte */
export function writeTokens(
  { list, count }: Tokens,
  { patterns, lengths }: Codes,
  out: DataView,
  start: number,
): number {
  let at = start;
  let word = 0;
  let free = 32;
  for (let index = 0; index < count; index++) {
    const token = list[index] ?? 0;
    const symbol = token >>> 16;
    const length = lengths[symbol] ?? 0;
    const bits = (patterns[symbol] ?? 0) | (token & 0xffff);
    if (length <= free) {
      free -= length;
      word |= bits << free;
      if (free > 0) continue;
      at = writeWord(out, at, word);
      word = 0;
      free = 32;
    } else {
      const over = length - free;
      at = writeWord(out, at, word | (bits >>> over));
      free = 32 - over;
      word = bits << free;
    }
  }
  // The bits that fill up the last byte are ones (F.1.2.3).
  const bytes = 4 - (free >>> 3);
  return writeBytes(out, at, word | (2 ** free - 1), bytes);
}

/** Whether one of the four bytes of a word is 0xff. */
const hasFf = (word: number) => (~word - 0x01010101) & word & 0x80808080;

function writeWord(out: DataView, at: number, word: number): number {
  if (hasFf(word) !== 0) return writeBytes(out, at, word, 4);
  out.setUint32(at, word);
  return at + 4;
}

/** The bytes of a word from the highest on, with a zero behind each 0xff (B.1.1.5). */
function writeBytes(out: DataView, start: number, word: number, count: number): number {
  let at = start;
  for (let shift = 24; shift >= 32 - 8 * count; shift -= 8) {
    const byte = (word >>> shift) & 0xff;
    out.setUint8(at++, byte);
    if (byte === 0xff) out.setUint8(at++, 0);
  }
  return at;
}
