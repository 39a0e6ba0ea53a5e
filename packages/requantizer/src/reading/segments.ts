import { decline } from './declined.ts';
import { MARKER } from './markers.ts';

/** A marker with what its segment holds, and the offset behind it. */
export type Segment = { marker: number; content: Uint8Array; end: number };

/** @throws Declined when no marker stands at the offset, or the file ends in its segment (ITU-T T.81, B.1.1.4) */
export function readSegment(file: Uint8Array, offset: number): Segment {
  if (file[offset] !== 0xff) decline('bytes between segments');
  const marker = file[offset + 1] ?? 0;
  if (marker === MARKER.EOI) return { marker, content: file.subarray(0, 0), end: offset + 2 };
  if (marker >= MARKER.RST0 && marker <= MARKER.RST7) decline('restart markers in other places');
  const length = ((file[offset + 2] ?? 0) << 8) | (file[offset + 3] ?? 0);
  const end = offset + 2 + length;
  if (length < 2 || end > file.length) decline('a segment that the file ends in');
  return { marker, content: file.subarray(offset + 4, end), end };
}
