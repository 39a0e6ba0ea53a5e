/**
 * What a scan will consist of: for each thing that is written its Huffman symbol and the bits behind it (ITU-T T.81, F.1.2).
 * The codes of the symbols are chosen when all are known. Of a token the lower 16 bits are those that follow the code;
 * above them stand the symbol, whose lower half says how many of them there are, and the number of its table.
 */

import { freeFrom, hasRoom } from '../memory/heap';

/** As many as a table can have. */
const SYMBOLS = 256;

/** The tables, by their numbers in a token, from the 24th bit on; those for luminance, and with 2 those for chrominance. */
export const DC_TABLE: u32 = 0;
export const AC_TABLE: u32 = 1;

/** How often each symbol of each table occurs. */
export const FREQUENCIES: usize = memory.data(4 * 4 * 256, 16);

/** One for each coefficient. A run of sixteen zeros stands in the place of some, and so does the end of the block. */
const MOST_OF_A_BLOCK: usize = 64;

export let firstToken: usize = 0;
export let nextToken: usize = 0;
let roomEnd: usize = 0;

export function clearTokens(): void {
  firstToken = freeFrom();
  nextToken = firstToken;
  roomEnd = firstToken;
  memory.fill(FREQUENCIES, 0, 4 * 4 * SYMBOLS);
}

/** @returns whether there is room for the tokens of one more block */
export function makeRoomForTokens(): bool {
  if (nextToken + 4 * MOST_OF_A_BLOCK <= roomEnd) return true;
  if (!hasRoom(nextToken + 4 * MOST_OF_A_BLOCK)) return false;
  roomEnd = (<usize>memory.size()) << 16;
  return true;
}

/** @returns the address behind it */
export function addToken(at: usize, symbol: u32, bits: u32): usize {
  const frequency = FREQUENCIES + 4 * symbol;
  store<u32>(frequency, load<u32>(frequency) + 1);
  store<u32>(at, (symbol << 16) | bits);
  return at + 4;
}

export function endTokens(at: usize): void {
  nextToken = at;
}
