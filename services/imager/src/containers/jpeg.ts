import type { Container } from './containers.ts';

const SOI = Buffer.from([0xff, 0xd8]);
export const EOI = Buffer.from([0xff, 0xd9]);
const START_OF_SCAN = 0xda;

/** Segments that a browser needs to show the image: all but APPn and comments, and of those JFIF, ICC and Adobe. */
const SHOWN_APPS: Readonly<Record<number, string>> = { 224: 'JFIF', 226: 'ICC_PROFILE', 238: 'Adobe' };
const COMMENT = 0xfe;

export const jpeg: Container = {
  // Scan data cannot hold an end marker, but a thumbnail in the EXIF segment has one of its own.
  isComplete: (bytes) => endOf(bytes) !== -1,

  withoutMetadata(bytes) {
    const parts: Buffer[] = [SOI];
    for (const { marker, start, end } of segments(bytes)) {
      if (marker === START_OF_SCAN) parts.push(bytes.subarray(start, endOf(bytes)));
      else if (isShown(marker, bytes.subarray(start + 4, end))) parts.push(bytes.subarray(start, end));
    }
    return Buffer.concat(parts);
  },
};

/** Where the first image of the file ends, its end marker included; -1 when it does not. */
function endOf(bytes: Buffer): number {
  for (const { marker, end } of segments(bytes)) {
    if (marker !== START_OF_SCAN) continue;
    const eoi = bytes.indexOf(EOI, end);
    return eoi === -1 ? -1 : eoi + EOI.length;
  }
  return -1;
}

/** The segments up to and including the first start of scan. Stray bytes between them are passed over, as decoders do. */
function* segments(bytes: Buffer): Generator<{ marker: number; start: number; end: number }> {
  let offset = SOI.length;
  while (offset + 4 <= bytes.length) {
    const marker = bytes.readUInt8(offset + 1);
    // 0 and 0xff after 0xff are no marker, and the markers from 0xd0 to 0xd8 have no length.
    if (bytes[offset] !== 0xff || marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) {
      offset += 1;
      continue;
    }
    const end = offset + 2 + bytes.readUInt16BE(offset + 2);
    yield { marker, start: offset, end };
    if (marker === START_OF_SCAN) return;
    offset = end;
  }
}

function isShown(marker: number, content: Buffer): boolean {
  const isApp = marker >= 0xe0 && marker <= 0xef;
  if (!isApp) return marker !== COMMENT;
  const name = SHOWN_APPS[marker];
  return name !== undefined && content.subarray(0, name.length).toString('latin1') === name;
}
