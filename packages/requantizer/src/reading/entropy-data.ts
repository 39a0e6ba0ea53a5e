import { decline } from './declined.ts';
import { MARKER } from './markers.ts';

/** The data of a scan. */
export type EntropyData = {
  /** Without the zeros that follow 0xff in a file (ITU-T T.81, B.1.1.5). */
  bits: DataView;
  /** For each restart interval the first bit behind it. */
  ends: number[];
  /** Where in the file the marker behind the scan is. */
  next: number;
};

/** A block may be read to its end before it is noticed that the data have ended; none is longer than this. */
const LONGEST_BLOCK_BYTES = 512;

/** Positions are counted in bits, and calculated with as 32-bit integers. */
export const MOST_BYTES = 2 ** 27;

/**
 * Takes the data of the scan that begin at an offset.
 * @throws Declined when the file ends first, or restart markers do not count from 0 to 7 (B.2.1)
 */
export function readEntropyData(file: Uint8Array, start: number): EntropyData {
  const bytes = new Uint8Array(file.length - start + LONGEST_BLOCK_BYTES);
  const ends: number[] = [];
  let length = 0;
  for (let at = start; at + 1 < file.length; ) {
    const byte = file[at] ?? 0;
    if (byte !== 0xff) {
      bytes[length++] = byte;
      at += 1;
      continue;
    }
    const marker = file[at + 1] ?? 0;
    if (marker === 0) {
      bytes[length++] = byte;
    } else {
      ends.push(8 * length);
      if (marker !== MARKER.RST0 + ((ends.length - 1) & 7)) {
        return { bits: new DataView(bytes.buffer), ends, next: at };
      }
    }
    at += 2;
  }
  return decline('a scan that the file ends in');
}
