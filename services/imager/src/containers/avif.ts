import type { Container } from './containers.ts';

export const avif: Container = {
  isComplete(bytes) {
    let start = 0;
    while (start + 8 <= bytes.length) {
      const size = boxBytes(bytes, start);
      // A box of size 0 reaches to the end of the file, wherever that is.
      if (size === 0) return true;
      if (size < 8 || start + size > bytes.length) return false;
      start += size;
    }
    return start === bytes.length;
  },

  // libheif writes single images only.
  isUnwritableAnimation: (bytes) => bytes.toString('latin1', 8, 12) === 'avis',
};

function boxBytes(bytes: Buffer, start: number): number {
  const size = bytes.readUInt32BE(start);
  if (size !== 1) return size;
  return start + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(start + 8)) : 16;
}
