import { crc32 } from 'node:zlib';

export const SIGNATURE_BYTES = 8;
const OVERHEAD = 12;

/** From its length to its checksum; `data` is what stands between. */
export type Chunk = { type: string; start: number; end: number; data: Buffer };

/** The chunks that are there as a whole, up to the end chunk. */
export function* chunks(bytes: Buffer): Generator<Chunk> {
  let start = SIGNATURE_BYTES;
  while (start + OVERHEAD <= bytes.length) {
    const end = start + OVERHEAD + bytes.readUInt32BE(start);
    if (end > bytes.length) return;
    const type = bytes.toString('latin1', start + 4, start + 8);
    yield { type, start, end, data: bytes.subarray(start + 8, end - 4) };
    if (type === 'IEND') return;
    start = end;
  }
}

export function chunkOf(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(OVERHEAD + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** An XMP packet as a chunk (XMP specification, part 3, 1.1.5). */
export function xmpChunk(xmp: string): Buffer {
  return chunkOf('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`));
}

/** PNG's own rule: an upper-case first letter says that a decoder must understand the chunk. */
export function isCritical(type: string): boolean {
  return /^[A-Z]/.test(type);
}

const HEADER_END = SIGNATURE_BYTES + OVERHEAD + 13;

/** A PNG with more chunks, behind its header. */
export function withChunks(png: Buffer, added: readonly Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, HEADER_END), ...added, png.subarray(HEADER_END)]);
}
