import type { Container } from './container.ts';
import { upright } from './exif-orientation.ts';
import { bounded, createKeptParts } from './parts.ts';

const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const SHOWN = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

/** The bits of the VP8X chunk that announce EXIF and XMP, and that of XMP alone. */
const METADATA_FLAGS = 0b0000_1100;
const XMP_FLAG = 0b0000_0100;

/** Where C2PA puts its manifests. */
const CREDENTIALS = 'C2PA';

export const webp: Container = (bytes) => {
  const kept = createKeptParts(bytes);
  kept.keep({ start: 0, end: HEADER_BYTES });
  let frames = 0;
  let hasContentCredentials = false;
  let readable: Buffer | undefined;
  for (const { type, ...chunk } of bounded(chunks(bytes))) {
    if (type === 'ANMF') frames += 1;
    hasContentCredentials ||= type === CREDENTIALS;
    if (SHOWN.has(type)) kept.keep(chunk);
    // Browsers turn JPEG and PNG by their EXIF, but not WebP; libvips turns all of them.
    if (type === 'EXIF') readable ??= upright(bytes, { ...chunk, start: chunk.start + CHUNK_HEADER_BYTES });
  }
  return {
    frames,
    readable,
    isComplete: bytes.length >= HEADER_BYTES && riffEnd(bytes) <= bytes.length,
    hasContentCredentials,
    withMetadata(xmp) {
      const added = xmp === undefined ? Buffer.alloc(0) : xmpChunk(xmp);
      // A file without this header has no room for the chunk, and had no XMP.
      if (added.length > 0 && bytes.toString('latin1', HEADER_BYTES, HEADER_BYTES + 4) !== 'VP8X')
        return undefined;
      return {
        size: kept.size() + added.length,
        toBuffer: () => announcing(Buffer.concat([kept.toBuffer(), added]), added.length > 0),
      };
    },
  };
};

function xmpChunk(xmp: string): Buffer {
  const content = Buffer.from(xmp);
  const bytes = Buffer.alloc(CHUNK_HEADER_BYTES + content.length + (content.length % 2));
  bytes.write('XMP ', 'latin1');
  bytes.writeUInt32LE(content.length, 4);
  content.copy(bytes, CHUNK_HEADER_BYTES);
  return bytes;
}

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

/** Has the headers of a cleaned file say its length, and of metadata only that which it has. */
function announcing(cleaned: Buffer, hasXmp: boolean): Buffer {
  cleaned.writeUInt32LE(cleaned.length - CHUNK_HEADER_BYTES, 4);
  const isExtended = cleaned.toString('latin1', HEADER_BYTES, HEADER_BYTES + 4) === 'VP8X';
  const flags = HEADER_BYTES + CHUNK_HEADER_BYTES;
  if (isExtended) {
    const others = cleaned.readUInt8(flags) & ~METADATA_FLAGS;
    cleaned.writeUInt8(hasXmp ? others | XMP_FLAG : others, flags);
  }
  return cleaned;
}
