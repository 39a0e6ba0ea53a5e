import type { Animation } from '../container.ts';
import { bounded } from '../parts.ts';
import { boxes, FULL_BOX, path, wholeFile } from './boxes.ts';

/**
 * The animation of a file (ISO/IEC 23000-22, image sequences): a track of pictures in its movie box.
 * @returns undefined when it has none, or one of a single picture beside a still
 */
export function sequenceOf(bytes: Buffer): Animation | undefined {
  const brands = brandsOf(bytes);
  if (!brands.includes('avis')) return undefined;
  const movie = path(bytes, wholeFile(bytes), ['moov']);
  if (!movie) return undefined;
  for (const track of bounded(boxes(bytes, movie))) {
    if (track.type !== 'trak') continue;
    const header = path(bytes, track, ['tkhd']);
    const sizes = path(bytes, track, ['mdia', 'minf', 'stbl', 'stsz']);
    const samples = sizes ? bytes.readUInt32BE(sizes.start + FULL_BOX + 4) : 0;
    if (!header || (samples < 2 && brands[0] !== 'avis')) continue;
    // Its last two fields, of which the lower half is a fraction.
    const [width, height] = [bytes.readUInt16BE(header.end - 8), bytes.readUInt16BE(header.end - 4)];
    if (width > 0 && height > 0) return { width, height, loop: 0 };
  }
  return undefined;
}

/** The major brand, and those that the file is compatible with. */
function brandsOf(bytes: Buffer): string[] {
  const end = Math.min(bytes.readUInt32BE(0), 256);
  const brands = bytes.toString('latin1', 8, end).match(/.{4}/gs) ?? [];
  return brands.filter((_, index) => index !== 1);
}
