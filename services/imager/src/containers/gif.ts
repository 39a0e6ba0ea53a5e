import type { Container } from './containers.ts';

const HEADER_BYTES = 13;
const INTRODUCER = { extension: 0x21, image: 0x2c, trailer: 0x3b } as const;
const APPLICATION = 0xff;
const COMMENT = 0xfe;

type Block = { introducer: number; start: number; end: number };

export const gif: Container = {
  // A missing trailer harms nothing, so the end of the file counts as one when it comes between two blocks.
  isComplete(bytes) {
    const all = blocks(bytes);
    return (
      all.every(({ end }) => end <= bytes.length) &&
      all.some(({ introducer }) => introducer === INTRODUCER.image)
    );
  },

  withoutMetadata(bytes) {
    const shown = blocks(bytes).filter((block) => isShown(bytes, block));
    const first = blocks(bytes)[0]?.start ?? bytes.length;
    return Buffer.concat([
      bytes.subarray(0, first),
      ...shown.map(({ start, end }) => bytes.subarray(start, end)),
      Buffer.of(INTRODUCER.trailer),
    ]);
  },
};

/** Extensions and images up to the trailer; the last one may reach beyond the file. */
function blocks(bytes: Buffer): Block[] {
  const found: Block[] = [];
  if (bytes.length < HEADER_BYTES) return found;
  let start = HEADER_BYTES + colourTableBytes(bytes.readUInt8(10));
  while (start < bytes.length) {
    const introducer = bytes.readUInt8(start);
    if (introducer !== INTRODUCER.extension && introducer !== INTRODUCER.image) break;
    // An extension has a label before its data; an image a descriptor, a colour table and the code size.
    const dataStart =
      introducer === INTRODUCER.extension ? start + 2 : start + 11 + colourTableBytes(bytes[start + 9] ?? 0);
    const end = endOfData(bytes, dataStart);
    found.push({ introducer, start, end });
    start = end;
  }
  return found;
}

/** Data comes in pieces of up to 255 bytes, each behind its length; a length of 0 ends it. */
function endOfData(bytes: Buffer, start: number): number {
  let offset = start;
  while (offset < bytes.length && bytes[offset] !== 0) offset += 1 + bytes.readUInt8(offset);
  return offset + 1;
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0;
}

/** Of the extensions only comments and applications' own data go; the looping of animations is one of the latter. */
function isShown(bytes: Buffer, { introducer, start }: Block): boolean {
  if (introducer !== INTRODUCER.extension) return true;
  const label = bytes[start + 1];
  if (label !== APPLICATION) return label !== COMMENT;
  return ['NETSCAPE2.0', 'ANIMEXTS1.0'].includes(bytes.toString('latin1', start + 3, start + 14));
}
