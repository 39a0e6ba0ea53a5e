/**
 * What a scan will consist of: for each thing that is written its Huffman symbol and the bits behind it (ITU-T T.81, F.1.2).
 * The codes of the symbols are chosen when all are known. Of a token the lower 16 bits are those that follow the code;
 * above them stand the symbol, whose lower half says how many of them there are, and the number of its table.
 */
export type Tokens = {
  list: Int32Array;
  count: number;
  /** How often each symbol of each table occurs. */
  frequencies: Int32Array;
};

/** As many as a table can have. */
export const SYMBOLS = 256;

/** The tables, by their numbers in a token. */
export const LUMINANCE_TABLES = { dc: 0, ac: 1 };
export const CHROMINANCE_TABLES = { dc: 2, ac: 3 };
const TABLES = 4;

/** One for each coefficient. A run of sixteen zeros stands in the place of some, and so does the end of the block. */
const MOST_OF_A_BLOCK = 64;

/** @param expected tokens; there is room for more when they come */
export function createTokens(expected: number): Tokens {
  return {
    list: new Int32Array(expected + MOST_OF_A_BLOCK),
    count: 0,
    frequencies: new Int32Array(TABLES * SYMBOLS),
  };
}

/** Makes room for one more block. */
export function makeRoom(tokens: Tokens): void {
  const { list, count } = tokens;
  if (count + MOST_OF_A_BLOCK <= list.length) return;
  tokens.list = new Int32Array(2 * list.length);
  tokens.list.set(list.subarray(0, count));
}
