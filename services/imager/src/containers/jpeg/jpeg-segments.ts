/** A marker and what belongs to it, from its first byte to the one after its last. */
export type Segment = { marker: number; start: number; end: number };

export const SOI_BYTES = 2;
export const START_OF_SCAN = 0xda;

/**
 * The segments of a JPEG that have a length (ITU-T T.81, B.1.1.4); the last may reach beyond the file. Stray bytes between
 * them are skipped, as decoders do, and so are the data of the scans, which hold no such marker.
 */
export function* segments(bytes: Buffer): Generator<Segment> {
  let offset = SOI_BYTES;
  while (offset + 4 <= bytes.length) {
    const marker = bytes.readUInt8(offset + 1);
    // 0 and 0xff after 0xff are no marker, and the markers from 0xd0 to 0xd8 have no length.
    if (bytes[offset] !== 0xff || marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) {
      offset += 1;
      continue;
    }
    const end = offset + 2 + bytes.readUInt16BE(offset + 2);
    yield { marker, start: offset, end };
    offset = end;
  }
}
