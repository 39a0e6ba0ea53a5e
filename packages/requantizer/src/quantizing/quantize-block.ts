import { decline } from '../reading/declined.ts';
import { makeRoom, SYMBOLS, type Tokens } from '../writing/tokens.ts';
import type { KeptCoefficients } from './kept-coefficients.ts';
import type { Steps } from './steps.ts';

/** A component of the result. */
export type Quantizer = {
  steps: Steps;
  /** The numbers of the tables that its tokens are written with. */
  tables: { dc: number; ac: number };
  /** The DC coefficient of the block before (ITU-T T.81, F.1.1.5.1), as it is written. */
  before: number;
};

const SIXTEEN_ZEROS = 0xf0;

/** As many bits as a difference may have in a baseline file (table F.1). */
const MOST_DC_BITS = 11;

/**
 * Quantizes a block, and adds the tokens that it is written with (F.1.2).
 * @param dc its DC coefficient as it was read
 * @throws Declined when a coefficient is larger than any of a picture
 */
export function quantizeBlock(
  quantizer: Quantizer,
  dc: number,
  kept: KeptCoefficients,
  tokens: Tokens,
): void {
  makeRoom(tokens);
  quantizeDc(quantizer, dc, tokens);
  quantizeAc(quantizer, kept, tokens);
}

function quantizeDc(quantizer: Quantizer, dc: number, tokens: Tokens): void {
  const { ratios, largest } = quantizer.steps;
  const level = roundHalfToEven(dc * (ratios[0] ?? 0));
  const difference = level - quantizer.before;
  quantizer.before = level;
  const size = 32 - Math.clz32(Math.abs(difference));
  if (size > MOST_DC_BITS || Math.abs(level) > (largest[0] ?? 0)) decline('a DC coefficient out of range');
  const symbol = quantizer.tables.dc * SYMBOLS + size;
  tokens.frequencies[symbol] = ((tokens.frequencies[symbol] ?? 0) + 1) | 0;
  tokens.list[tokens.count++] = (symbol << 16) | bitsOf(Math.abs(difference), difference, size);
}

function quantizeAc(
  { steps: { ratios, rounding, largest }, tables }: Quantizer,
  kept: KeptCoefficients,
  tokens: Tokens,
): void {
  const { list, frequencies } = tokens;
  const table = tables.ac * SYMBOLS;
  let { count } = tokens;
  let last = 0;
  for (let place = 0; place < kept.count; place++) {
    const coefficient = kept.list[place] ?? 0;
    const index = coefficient & 0xff;
    const isPositive = (coefficient >>> 16) & 1;
    const level = ((coefficient >>> 17) * (ratios[index] ?? 0) + (rounding[isPositive] ?? 0)) | 0;
    if (level > (largest[index] ?? 0)) decline('an AC coefficient out of range');
    let zeros = index - last - 1;
    for (last = index; zeros > 15; zeros -= 16) {
      list[count++] = (table + SIXTEEN_ZEROS) << 16;
      frequencies[table + SIXTEEN_ZEROS] = ((frequencies[table + SIXTEEN_ZEROS] ?? 0) + 1) | 0;
    }
    const size = 32 - Math.clz32(level);
    const symbol = table + (zeros << 4) + size;
    frequencies[symbol] = ((frequencies[symbol] ?? 0) + 1) | 0;
    list[count++] = (symbol << 16) | bitsOf(level, isPositive - 1, size);
  }
  if (last < 63) {
    // The end of the block is symbol 0.
    list[count++] = table << 16;
    frequencies[table] = ((frequencies[table] ?? 0) + 1) | 0;
  }
  tokens.count = count;
}

/** What lies in the middle goes up as often as down: a picture whose DC coefficients all did the same would become brighter. */
function roundHalfToEven(value: number): number {
  const up = Math.floor(value + 0.5) | 0;
  return up - value === 0.5 ? up & ~1 : up;
}

/** A number in so many bits, all of them turned over where it is negative (F.1.2.1). */
function bitsOf(magnitude: number, signed: number, size: number): number {
  return (magnitude ^ (signed >> 31)) & ((1 << size) - 1);
}
