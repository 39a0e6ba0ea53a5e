import type { KeptCoefficients } from '../quantizing/kept-coefficients.ts';
import { decline } from '../reading/declined.ts';
import {
  type CoefficientLookup,
  findCoefficient,
  LENGTH_MASK,
  PATTERN_BITS,
  STEP_MASK,
  STEP_SHIFT,
  TO_THE_END,
  VALUE_SHIFT,
} from './coefficient-lookup.ts';
import { type Cursor, peek, peekAll } from './cursor.ts';

/**
 * Reads the AC coefficients of a block of a sequential scan (ITU-T T.81, F.2.2.2), and keeps those that do not vanish. It is
 * where most of the time goes: of a photograph's coefficients four of five vanish, in no order that a processor could guess, so
 * each is put behind the last one, and only some are counted.
 * @param vanishing for each index the highest rank that vanishes
 * @throws Declined when there is something else
 */
export function readAc(
  cursor: Cursor,
  { pairs, codes }: CoefficientLookup,
  vanishing: Int32Array,
  kept: KeptCoefficients,
): void {
  const { bits } = cursor;
  const { list } = kept;
  let { at } = cursor;
  let index = 0;
  let count = 0;
  while (index < 63) {
    const pattern = peek(bits, at) >>> (32 - PATTERN_BITS);
    const first =
      pairs[2 * pattern] ||
      findCoefficient(codes, peekAll(bits, at)) ||
      decline('bits that are no coefficient');
    at += first & LENGTH_MASK;
    index += (first >>> STEP_SHIFT) & STEP_MASK;
    list[count] = (first & KEPT_MASK) | index;
    count += ((vanishing[index] ?? 0) - (first >>> VALUE_SHIFT)) >>> 31;
    // What seems to be a second one may already belong to the next block.
    if (index >= 63) break;
    const second = pairs[2 * pattern + 1] ?? 0;
    at += second & LENGTH_MASK;
    index += (second >>> STEP_SHIFT) & STEP_MASK;
    list[count] = (second & KEPT_MASK) | index;
    count += ((vanishing[index] ?? 0) - (second >>> VALUE_SHIFT)) >>> 31;
  }
  if (index > 63 && index < TO_THE_END) decline('coefficients behind the end of a block');
  cursor.at = at;
  kept.count = count;
}

/** The value, without how far it was and how long. */
const KEPT_MASK = -1 << VALUE_SHIFT;
