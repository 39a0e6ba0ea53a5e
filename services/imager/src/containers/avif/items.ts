import type { Part } from '../parts.ts';
import { bounded } from '../parts.ts';
import { type Box, boxes, FULL_BOX, inside, wholeFile } from './boxes.ts';

/** The items of a file (ISO/IEC 14496-12, 8.11), which images, their parts and their metadata are. */
export type Items = {
  primary: number | undefined;
  /** What each is: `av01`, `grid`, `Exif`, or `mime` with the type of its content. */
  kinds: ReadonlyMap<number, string>;
  /** The properties of an item, in the order in which it has them. */
  properties(id: number): Box[];
  references: readonly { type: string; from: number; to: number[] }[];
  /** Where the bytes of an item stand in the file; undefined when that cannot be said. */
  extents(id: number): Part[] | undefined;
};

/** @throws RangeError when a box ends too early */
export function readItems(bytes: Buffer): Items {
  const meta = inside(bytes, wholeFile(bytes), 'meta');
  const box = (type: string) => inside(bytes, meta, type, FULL_BOX);
  const pitm = box('pitm');
  const iprp = box('iprp');
  const associations = iprp ? associationsOf(bytes, iprp) : new Map<number, number[]>();
  const ipco = inside(bytes, iprp, 'ipco');
  const properties = ipco ? [...bounded(boxes(bytes, ipco))] : [];
  const locations = locationsOf(bytes, box('iloc'), box('idat'));
  return {
    primary: pitm && readId(bytes, pitm.start + FULL_BOX, bytes.readUInt8(pitm.start) === 0 ? 2 : 4),
    kinds: kindsOf(bytes, box('iinf')),
    properties: (id) => (associations.get(id) ?? []).flatMap((index) => properties[index - 1] ?? []),
    references: referencesOf(bytes, box('iref')),
    extents: (id) => locations.get(id),
  };
}

const readId = (bytes: Buffer, at: number, size: number) => bytes.readUIntBE(at, size);

function kindsOf(bytes: Buffer, iinf: Box | undefined): Map<number, string> {
  const kinds = new Map<number, string>();
  if (!iinf) return kinds;
  const header = FULL_BOX + (bytes.readUInt8(iinf.start) === 0 ? 2 : 4);
  for (const { type, start, end } of bounded(boxes(bytes, iinf, header))) {
    const version = type === 'infe' ? bytes.readUInt8(start) : 0;
    if (version < 2) continue;
    const idBytes = version === 2 ? 2 : 4;
    const kindAt = start + FULL_BOX + idBytes + 2;
    const [, contentType = ''] = bytes.toString('latin1', kindAt + 4, end).split('\0');
    const kind = bytes.toString('latin1', kindAt, kindAt + 4);
    kinds.set(readId(bytes, start + FULL_BOX, idBytes), kind === 'mime' ? `mime ${contentType}` : kind);
  }
  return kinds;
}

/** The numbers of the properties of each item, from 1. */
function associationsOf(bytes: Buffer, properties: Box): Map<number, number[]> {
  const associations = new Map<number, number[]>();
  for (const { type, start } of boxes(bytes, properties)) {
    if (type !== 'ipma') continue;
    const idBytes = bytes.readUInt8(start) === 0 ? 2 : 4;
    const indexBytes = bytes.readUInt8(start + 3) & 1 ? 2 : 1;
    let at = start + 8;
    for (let entry = bytes.readUInt32BE(start + 4); entry > 0; entry -= 1) {
      const id = readId(bytes, at, idBytes);
      const count = bytes.readUInt8(at + idBytes);
      at += idBytes + 1;
      const indices = associations.get(id) ?? [];
      for (const stop = at + count * indexBytes; at < stop; at += indexBytes) {
        // The highest bit says that the property is essential.
        indices.push(bytes.readUIntBE(at, indexBytes) & (indexBytes === 1 ? 0x7f : 0x7fff));
      }
      associations.set(id, indices);
    }
  }
  return associations;
}

function referencesOf(bytes: Buffer, iref: Box | undefined): Items['references'] {
  if (!iref) return [];
  const idBytes = bytes.readUInt8(iref.start) === 0 ? 2 : 4;
  return [...bounded(boxes(bytes, iref, FULL_BOX))].map(({ type, start, end }) => {
    const to = [];
    for (let at = start + idBytes + 2; at + idBytes <= end; at += idBytes)
      to.push(readId(bytes, at, idBytes));
    return { type, from: readId(bytes, start, idBytes), to };
  });
}

/** 8.11.3. Of items that are made of other items nothing is said. */
function locationsOf(bytes: Buffer, iloc: Box | undefined, idat: Box | undefined): Map<number, Part[]> {
  const locations = new Map<number, Part[]>();
  if (!iloc) return locations;
  const version = bytes.readUInt8(iloc.start);
  const sizes = bytes.readUInt16BE(iloc.start + FULL_BOX);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version === 0 ? 0 : sizes & 15;
  const idBytes = version < 2 ? 2 : 4;
  let at = iloc.start + FULL_BOX + 2;
  const next = (size: number) => {
    const value =
      size === 8 ? Number(bytes.readBigUInt64BE(at)) : size === 0 ? 0 : bytes.readUIntBE(at, size);
    at += size;
    return value;
  };
  for (let count = next(idBytes); count > 0; count -= 1) {
    const id = next(idBytes);
    const method = version === 0 ? 0 : next(2) & 15;
    next(2);
    const base = next(baseBytes) + (method === 1 ? (idat?.start ?? Number.NaN) : 0);
    const extents: Part[] = [];
    for (let left = next(2); left > 0; left -= 1) {
      next(indexBytes);
      const start = base + next(offsetBytes);
      extents.push({ start, end: start + next(lengthBytes) });
    }
    const isSound = method < 2 && extents.every(({ start, end }) => end > start && end <= bytes.length);
    if (isSound) locations.set(id, extents);
  }
  return locations;
}
