import { ImageError } from '../../formats/image-error.ts';
import type { Container, Structure } from '../container.ts';
import { bounded } from '../parts.ts';
import { avifColour } from './avif-colour.ts';
import { blanked, hasCredentials, xmpIn } from './avif-metadata.ts';
import { sequenceOf } from './avif-sequence.ts';
import { checkTiles } from './avif-tiles.ts';
import { type Items, readItems } from './items.ts';

export const avif: Container = (bytes) => {
  let end = 0;
  for (const boxEnd of bounded(boxEnds(bytes))) end = boxEnd;
  // What lies behind a cut cannot be read, and is nothing that anyone sees.
  const isComplete = end === bytes.length;
  try {
    return { isComplete, ...within(bytes, isComplete) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ImageError('corrupt', 'The AVIF image has boxes that end too early.', { cause: error });
  }
};

function within(bytes: Buffer, isComplete: boolean): Omit<Structure, 'isComplete'> {
  const items = readItems(bytes);
  checkTiles(bytes, items);
  const animation = sequenceOf(bytes);
  return {
    ...(animation && { animation, xmp: xmpIn(bytes, items) }),
    colour: animation ? undefined : avifColour(bytes, items),
    isPremultiplied: isPremultiplied(items),
    hasContentCredentials: hasCredentials(bytes),
    ...(isComplete && { withMetadata: (xmp) => blanked(bytes, items, xmp) }),
  };
}

/** ISO/IEC 23008-12: the image refers so to the image that is its alpha. */
function isPremultiplied({ references, primary }: Items): boolean {
  return references.some(({ type, from }) => type === 'prem' && from === primary);
}

/** Where each box ends; the last may reach beyond the file. */
function* boxEnds(bytes: Buffer): Generator<number> {
  let start = 0;
  while (start + 8 <= bytes.length) {
    const size = boxBytes(bytes, start);
    start = size < 8 ? Number.POSITIVE_INFINITY : start + size;
    yield start;
  }
}

function boxBytes(bytes: Buffer, start: number): number {
  const size = bytes.readUInt32BE(start);
  // A box of size 0 reaches to the end of the file, wherever that is.
  if (size === 0) return Math.max(8, bytes.length - start);
  if (size !== 1) return size;
  return start + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(start + 8)) : 16;
}
