import type { Container } from './container.ts';
import { createGifReader } from './gif-frames.ts';
import { bounded, createKeptParts } from './parts.ts';

const HEADER_BYTES = 13;
const INTRODUCER = { extension: 0x21, image: 0x2c, trailer: 0x3b } as const;
const APPLICATION = 0xff;
const COMMENT = 0xfe;

/** Where C2PA puts its manifests. */
const CREDENTIALS = 'C2PA_GIF\x01\0\0';

type Block = { introducer: number; start: number; end: number };

export const gif: Container = (bytes) => {
  const kept = createKeptParts(bytes);
  kept.keep({ start: 0, end: firstBlock(bytes) });
  let hasImage = false;
  let hasContentCredentials = false;
  let end = 0;
  const reader = bytes.length >= HEADER_BYTES ? createGifReader(bytes, firstBlock(bytes)) : undefined;
  for (const block of bounded(blocks(bytes))) {
    const application = applicationOf(bytes, block);
    const isImage = block.introducer === INTRODUCER.image;
    hasImage ||= isImage;
    hasContentCredentials ||= application === CREDENTIALS;
    end = block.end;
    if (isImage) reader?.addImage(block);
    else reader?.addExtension(block, isLoop(application) ? application : undefined);
    if (isShown(bytes, block)) kept.keep(block);
  }
  const animation = reader?.misread();
  return {
    ...(animation && { animation }),
    // A missing trailer harms nothing, so the end of the file counts as one when it comes between two blocks.
    isComplete: hasImage && end <= bytes.length,
    hasContentCredentials,
    // GIF is no home for XMP: few read it there.
    withMetadata: () => ({
      size: kept.size() + 1,
      toBuffer: () => Buffer.concat([kept.toBuffer(), Buffer.of(INTRODUCER.trailer)]),
    }),
  };
};

/** Extensions and images up to the trailer; the last one may reach beyond the file. */
function* blocks(bytes: Buffer): Generator<Block> {
  let start = firstBlock(bytes);
  while (start < bytes.length) {
    const introducer = bytes.readUInt8(start);
    if (introducer !== INTRODUCER.extension && introducer !== INTRODUCER.image) return;
    // An extension has a label before its data; an image a descriptor, a colour table and the code size.
    const dataStart =
      introducer === INTRODUCER.extension ? start + 2 : start + 11 + colourTableBytes(bytes[start + 9] ?? 0);
    const end = endOfData(bytes, dataStart);
    yield { introducer, start, end };
    start = end;
  }
}

/** Where the header with its colour table ends. */
function firstBlock(bytes: Buffer): number {
  if (bytes.length < HEADER_BYTES) return bytes.length;
  return HEADER_BYTES + colourTableBytes(bytes.readUInt8(10));
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
function isShown(bytes: Buffer, block: Block): boolean {
  const application = applicationOf(bytes, block);
  if (application !== undefined) return isLoop(application);
  return block.introducer !== INTRODUCER.extension || bytes[block.start + 1] !== COMMENT;
}

const isLoop = (application: string | undefined) =>
  application === 'NETSCAPE2.0' || application === 'ANIMEXTS1.0';

/** The name with which an application marks its own data. */
function applicationOf(bytes: Buffer, { introducer, start }: Block): string | undefined {
  if (introducer !== INTRODUCER.extension || bytes[start + 1] !== APPLICATION) return undefined;
  return bytes.toString('latin1', start + 3, start + 14);
}
