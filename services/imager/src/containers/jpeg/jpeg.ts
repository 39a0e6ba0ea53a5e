import type { Container } from '../container.ts';
import { bounded, createKeptParts } from '../parts.ts';
import { type Coding, codingOf } from './jpeg-coding.ts';
import { lacksPixels } from './jpeg-scans.ts';
import { type Segment, SOI_BYTES, START_OF_SCAN, segments } from './jpeg-segments.ts';

export const EOI = Buffer.from([0xff, 0xd9]);

/** Segments that a browser needs to show the image: all but APPn and comments, and of those JFIF, ICC and Adobe. */
const SHOWN_APPS: Readonly<Record<number, string>> = { 224: 'JFIF', 226: 'ICC_PROFILE', 238: 'Adobe' };
const COMMENT = 0xfe;

/** Where C2PA puts its manifests: JUMBF boxes in APP11. */
const JUMBF_APP = 0xeb;

export const jpeg: Container = (bytes) => {
  const kept = createKeptParts(bytes);
  kept.keep({ start: 0, end: SOI_BYTES });
  let isComplete = false;
  let coding: Coding | undefined;
  let hasContentCredentials = false;
  for (const segment of bounded(segments(bytes))) {
    coding ??= codingOf(bytes, segment);
    hasContentCredentials ||= isCredentials(bytes, segment);
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
    isRarelyShown: coding === 'arithmetic',
    hasContentCredentials,
    withMetadata(xmp) {
      const added = xmp === undefined ? Buffer.alloc(0) : xmpSegment(xmp);
      return {
        size: kept.size() + added.length,
        toBuffer: () => (added.length > 0 ? withSegment(kept.toBuffer(), added) : kept.toBuffer()),
      };
    },
  };
};

function isCredentials(bytes: Buffer, { marker, start, end }: Segment): boolean {
  if (marker !== JUMBF_APP || bytes.toString('latin1', start + 4, start + 6) !== 'JP') return false;
  return bytes.subarray(start, Math.min(end, start + 128)).includes('c2pa');
}

/** XMP specification, part 3, 1.1.3. */
function xmpSegment(xmp: string): Buffer {
  const content = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** Behind the JFIF segment, which has to be the first. */
function withSegment(file: Buffer, added: Buffer): Buffer {
  const hasJfif = file.readUInt16BE(SOI_BYTES) === 0xffe0;
  const at = SOI_BYTES + (hasJfif ? 2 + file.readUInt16BE(SOI_BYTES + 2) : 0);
  return Buffer.concat([file.subarray(0, at), added, file.subarray(at)]);
}

function isShown(bytes: Buffer, { marker, start, end }: Segment): boolean {
  const isApp = marker >= 0xe0 && marker <= 0xef;
  if (!isApp) return marker !== COMMENT;
  const name = SHOWN_APPS[marker];
  return (
    name !== undefined && bytes.toString('latin1', start + 4, Math.min(end, start + 4 + name.length)) === name
  );
}
