import type { HuffmanTable } from '../reading/huffman-table.ts';

/** So many bits of the data are looked up at once. Longer codes are rare. */
const DIRECT_BITS = 9;

/**
 * Finds the code that a bit pattern begins with (ITU-T T.81, F.2.2.3; the codes by C.2).
 * @returns for 16 bits the length of the code and its symbol, (length << 8) | symbol; 0 when it is none
 */
export type CodeLookup = {
  direct: Uint16Array;
  /** For each length the first pattern of 16 bits behind its codes. */
  limits: Int32Array;
  /** For each length what leads from a code to the place of its symbol. */
  places: Int32Array;
  symbols: Uint8Array;
};

export function createCodeLookup({ counts, symbols }: HuffmanTable): CodeLookup {
  const direct = new Uint16Array(1 << DIRECT_BITS);
  const limits = new Int32Array(17);
  const places = new Int32Array(17);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1] ?? 0;
    places[length] = place - code;
    for (let index = 0; index < count && length <= DIRECT_BITS; index++) {
      const from = (code + index) << (DIRECT_BITS - length);
      const to = (code + index + 1) << (DIRECT_BITS - length);
      direct.fill((length << 8) | (symbols[place + index] ?? 0), from, to);
    }
    code += count;
    place += count;
    limits[length] = code << (16 - length);
    code *= 2;
  }
  return { direct, limits, places, symbols };
}

export function lookUp({ direct, limits, places, symbols }: CodeLookup, pattern: number): number {
  const found = direct[pattern >>> (16 - DIRECT_BITS)] ?? 0;
  if (found !== 0) return found;
  for (let length = DIRECT_BITS + 1; length <= 16; length++) {
    if (pattern < (limits[length] ?? 0)) {
      return (length << 8) | (symbols[(pattern >>> (16 - length)) + (places[length] ?? 0)] ?? 0);
    }
  }
  return 0;
}
