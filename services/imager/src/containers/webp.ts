import type { Container } from './containers.ts';

const HEADER_BYTES = 12;
const SHOWN = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

/** The bits of the VP8X chunk that announce EXIF and XMP. */
const METADATA_FLAGS = 0b0000_1100;

export const webp: Container = {
  isComplete: (bytes) => bytes.length >= HEADER_BYTES && 8 + bytes.readUInt32LE(4) <= bytes.length,

  withoutMetadata(bytes) {
    const parts = chunks(bytes)
      .filter(({ type }) => SHOWN.has(type))
      .map(({ type, start, end }) =>
        type === 'VP8X' ? withoutFlags(bytes.subarray(start, end)) : bytes.subarray(start, end),
      );
    const stripped = Buffer.concat([bytes.subarray(0, HEADER_BYTES), ...parts]);
    stripped.writeUInt32LE(stripped.length - 8, 4);
    return stripped;
  },
};

function chunks(bytes: Buffer): { type: string; start: number; end: number }[] {
  const found = [];
  let start = HEADER_BYTES;
  const fileEnd = Math.min(bytes.length, 8 + bytes.readUInt32LE(4));
  while (start + 8 <= fileEnd) {
    const size = bytes.readUInt32LE(start + 4);
    const end = start + 8 + size + (size % 2);
    found.push({ type: bytes.toString('latin1', start, start + 4), start, end });
    start = end;
  }
  return found;
}

function withoutFlags(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  copy.writeUInt8(copy.readUInt8(8) & ~METADATA_FLAGS, 8);
  return copy;
}
