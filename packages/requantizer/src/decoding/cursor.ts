import { decline } from '../reading/declined.ts';
import { type CodeLookup, lookUp } from './code-lookup.ts';
import { extend } from './coefficient-lookup.ts';

/** A place in the data of a scan, counted in bits. What reads them moves it. */
export type Cursor = { bits: DataView; at: number };

/** The bits from a place on, from the highest on: 25 of the 32 are bits of the data. */
export function peek(bits: DataView, at: number): number {
  return bits.getUint32(at >>> 3) << (at & 7);
}

/** All 32 bits from a place on. */
export function peekAll(bits: DataView, at: number): number {
  return peek(bits, at) | (bits.getUint8((at >>> 3) + 4) >>> (8 - (at & 7)));
}

/** @param count from 1 to 16 */
function readBits(cursor: Cursor, count: number): number {
  const bits = peek(cursor.bits, cursor.at) >>> (32 - count);
  cursor.at += count;
  return bits;
}

/** @throws Declined when no code comes next */
function readSymbol(cursor: Cursor, codes: CodeLookup): number {
  const found = lookUp(codes, peek(cursor.bits, cursor.at) >>> 16);
  if (found === 0) decline('bits that are no code');
  cursor.at += found >> 8;
  return found & 0xff;
}

/** As many bits as a difference of DC coefficients may have (ITU-T T.81, table F.1). */
const MOST_DC_BITS = 11;

/** How far the DC coefficient of a block is from the one before (F.2.2.1). @throws Declined when it cannot be so far */
export function readDifference(cursor: Cursor, codes: CodeLookup): number {
  const size = readSymbol(cursor, codes);
  if (size > MOST_DC_BITS) decline('a DC coefficient of too many bits');
  return size === 0 ? 0 : extend(readBits(cursor, size), size);
}
