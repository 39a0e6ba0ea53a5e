import { checkTiles } from './avif-tiles.ts';
import type { Container } from './container.ts';
import { bounded } from './parts.ts';

export const avif: Container = (bytes) => {
  let end = 0;
  for (const boxEnd of bounded(boxEnds(bytes))) end = boxEnd;
  checkTiles(bytes);
  return {
    isComplete: end === bytes.length,
    // libheif writes single images only.
    isUnwritableAnimation: bytes.toString('latin1', 8, 12) === 'avis',
  };
};

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
