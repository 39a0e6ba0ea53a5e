import type { Container } from './container.ts';
import { bounded, createKeptParts } from './parts.ts';

const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const SHOWN = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

/** The bits of the VP8X chunk that announce EXIF and XMP. */
const METADATA_FLAGS = 0b0000_1100;

export const webp: Container = (bytes) => {
  const kept = createKeptParts(bytes);
  kept.keep({ start: 0, end: HEADER_BYTES });
  let frames = 0;
  for (const { type, ...chunk } of bounded(chunks(bytes))) {
    if (type === 'ANMF') frames += 1;
    if (SHOWN.has(type)) kept.keep(chunk);
  }
  return {
    frames,
    isComplete: bytes.length >= HEADER_BYTES && riffEnd(bytes) <= bytes.length,
    withoutMetadata: { size: kept.size(), toBuffer: () => announcing(kept.toBuffer()) },
  };
};

function* chunks(bytes: Buffer): Generator<{ type: string; start: number; end: number }> {
  let start = HEADER_BYTES;
  const fileEnd = Math.min(bytes.length, riffEnd(bytes));
  while (start + CHUNK_HEADER_BYTES <= fileEnd) {
    const size = bytes.readUInt32LE(start + 4);
    const end = start + CHUNK_HEADER_BYTES + size + (size % 2);
    // Some writers leave out the last byte of padding.
    yield { type: bytes.toString('latin1', start, start + 4), start, end: Math.min(end, fileEnd) };
    start = end;
  }
}

function riffEnd(bytes: Buffer): number {
  return CHUNK_HEADER_BYTES + bytes.readUInt32LE(4);
}

/** Has the headers of a cleaned file say its length, and nothing of the metadata that it had. */
function announcing(cleaned: Buffer): Buffer {
  cleaned.writeUInt32LE(cleaned.length - CHUNK_HEADER_BYTES, 4);
  const isExtended = cleaned.toString('latin1', HEADER_BYTES, HEADER_BYTES + 4) === 'VP8X';
  const flags = HEADER_BYTES + CHUNK_HEADER_BYTES;
  if (isExtended) cleaned.writeUInt8(cleaned.readUInt8(flags) & ~METADATA_FLAGS, flags);
  return cleaned;
}
