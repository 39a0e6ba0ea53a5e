import type { Container } from '../container.ts';
import { bounded, createKeptParts } from '../parts.ts';
import { lacksPixels } from './jpeg-scans.ts';
import { type Segment, SOI_BYTES, START_OF_SCAN, segments } from './jpeg-segments.ts';

export const EOI = Buffer.from([0xff, 0xd9]);

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
      break;
    }
    if (isShown(bytes, segment)) kept.keep(segment);
  }
  return {
    isComplete,
    lacksPixels: () => !isComplete && lacksPixels(bytes),
    withoutMetadata: { size: kept.size(), toBuffer: kept.toBuffer },
  };
};

function isShown(bytes: Buffer, { marker, start, end }: Segment): boolean {
  const isApp = marker >= 0xe0 && marker <= 0xef;
  if (!isApp) return marker !== COMMENT;
  const name = SHOWN_APPS[marker];
  return (
    name !== undefined && bytes.toString('latin1', start + 4, Math.min(end, start + 4 + name.length)) === name
  );
}
