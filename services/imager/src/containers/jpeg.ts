import type { Container } from './containers.ts';
import { bounded, createKeptParts } from './parts.ts';

export const EOI = Buffer.from([0xff, 0xd9]);
const SOI_BYTES = 2;
const START_OF_SCAN = 0xda;

/** Segments that a browser needs to show the image: all but APPn and comments, and of those JFIF, ICC and Adobe. */
const SHOWN_APPS: Readonly<Record<number, string>> = { 224: 'JFIF', 226: 'ICC_PROFILE', 238: 'Adobe' };
const COMMENT = 0xfe;

export const jpeg: Container = (bytes) => {
  const kept = createKeptParts(bytes);
  kept.keep({ start: 0, end: SOI_BYTES });
  let isComplete = false;
  for (const segment of bounded(segments(bytes))) {
    if (segment.marker === START_OF_SCAN) {
      // Scan data cannot hold an end marker, but a thumbnail in the EXIF segment has one of its own.
      const eoi = bytes.indexOf(EOI, segment.end);
      isComplete = eoi !== -1;
      if (isComplete) kept.keep({ start: segment.start, end: eoi + EOI.length });
    } else if (isShown(bytes, segment)) {
      kept.keep(segment);
    }
  }
  return { isComplete, withoutMetadata: { size: kept.size(), toBuffer: kept.toBuffer } };
};

type Segment = { marker: number; start: number; end: number };

/** The segments up to and including the first start of scan. Stray bytes between them are passed over, as decoders do. */
function* segments(bytes: Buffer): Generator<Segment> {
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
    if (marker === START_OF_SCAN) return;
    offset = end;
  }
}

function isShown(bytes: Buffer, { marker, start, end }: Segment): boolean {
  const isApp = marker >= 0xe0 && marker <= 0xef;
  if (!isApp) return marker !== COMMENT;
  const name = SHOWN_APPS[marker];
  return (
    name !== undefined && bytes.toString('latin1', start + 4, Math.min(end, start + 4 + name.length)) === name
  );
}
