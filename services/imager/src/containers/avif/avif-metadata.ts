import type { Cleaned } from '../container.ts';
import type { Part } from '../parts.ts';
import { bounded } from '../parts.ts';
import { type Box, boxes, path, wholeFile } from './boxes.ts';
import type { Items } from './items.ts';

/** The type of box in which C2PA puts its manifests. */
const CREDENTIALS_ID = Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex');

const XMP = 'mime application/rdf+xml';

/** An EXIF block without an entry: where its header begins, the header, and a directory of nothing. */
const EMPTY_EXIF = Buffer.from('000000004d4d002a00000008000000000000', 'hex');

export function hasCredentials(bytes: Buffer): boolean {
  return [...topBoxes(bytes)].some((box) => isCredentials(bytes, box));
}

export function xmpIn(bytes: Buffer, items: Items): string | undefined {
  const [id] = [...items.kinds].find(([, kind]) => kind === XMP) ?? [];
  const extents = id === undefined ? undefined : items.extents(id);
  return (
    extents && Buffer.concat(extents.map(({ start, end }) => bytes.subarray(start, end))).toString('utf8')
  );
}

/**
 * The file without its metadata. Nothing moves, since every item is found by its offset: what goes is written over.
 * @param xmp an XMP packet that takes the place of the one that is there
 * @returns undefined when an item cannot be found, or has too little room
 */
export function blanked(bytes: Buffer, items: Items, xmp: string | undefined): Cleaned | undefined {
  const writes: { room: Part[]; content: Buffer }[] = [];
  const packet = Buffer.from(xmp?.replaceAll(/<\?xpacket[^>]*\?>\s*/g, '') ?? '');
  let hasRoomForXmp = packet.length === 0;
  for (const [id, kind] of items.kinds) {
    if (kind !== 'Exif' && !kind.startsWith('mime')) continue;
    const room = items.extents(id);
    if (!room) return undefined;
    const content = kind === 'Exif' ? EMPTY_EXIF : kind === XMP && !hasRoomForXmp ? packet : Buffer.alloc(0);
    if (content === packet) hasRoomForXmp = sizeOf(room) >= packet.length;
    writes.push({ room, content });
  }
  if (!hasRoomForXmp) return undefined;
  return {
    size: bytes.length,
    toBuffer() {
      const copy = Buffer.from(bytes);
      for (const { room, content } of writes) write(copy, room, content);
      for (const box of unneeded(copy))
        copy.fill(0, box.start, box.end).write('free', box.head + 4, 'latin1');
      return copy;
    },
  };
}

const sizeOf = (parts: readonly Part[]) => parts.reduce((sum, { start, end }) => sum + end - start, 0);

/** Fills the rest with spaces, which are nothing to a reader of XML, or zeros. */
function write(bytes: Buffer, room: readonly Part[], content: Buffer): void {
  const filler = content === EMPTY_EXIF ? 0 : 0x20;
  let written = 0;
  for (const { start, end } of room) {
    bytes.fill(filler, start, end);
    written += content.copy(bytes, start, written, Math.min(content.length, written + end - start));
  }
}

/** Boxes of others' own, and what a movie and its tracks say of themselves to people. */
function* unneeded(bytes: Buffer): Generator<Box> {
  const movie = path(bytes, wholeFile(bytes), ['moov']);
  const inMovie = movie ? [...bounded(boxes(bytes, movie))] : [];
  const inTracks = inMovie.filter(({ type }) => type === 'trak').flatMap((track) => [...boxes(bytes, track)]);
  for (const box of [...topBoxes(bytes), ...inMovie, ...inTracks]) {
    if (box.type === 'uuid' || box.type === 'udta') yield box;
  }
  for (const box of [...inMovie, ...inTracks]) if (box.type === 'meta') yield box;
}

const topBoxes = (bytes: Buffer) => bounded(boxes(bytes, wholeFile(bytes)));

function isCredentials(bytes: Buffer, { type, start }: Box): boolean {
  return type === 'uuid' && bytes.subarray(start, start + 16).equals(CREDENTIALS_ID);
}
