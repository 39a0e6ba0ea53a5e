/** One image of a TIFF: its tags, and the images that hang from it. */
export type Directory = {
  /** Its place in the chain, from 0; that of the one it hangs from, for those that are not in the chain. */
  index: number;
  /** Its place among those that hang from the same one, from 0. */
  subIfd?: number;
  /** The values of a tag: numbers that are whole. */
  tag(tag: number): Values;
};

/** Read one by one, since a page may have thousands; undefined beyond the file's end. */
export type Values = { count: number; at(index: number): number | undefined };

const SUB_IFDS = 330;
const NONE: Values = { count: 0, at: () => undefined };

/** Bytes of a value by its type: of those with whole numbers. */
const VALUE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  6: 1,
  7: 1,
  13: 4,
  16: 8,
  18: 8,
};

/** More than any file for a catalogue has; those behind are not looked at. */
const MAX_DIRECTORIES = 64;
const MAX_ENTRIES = 4096;

type Layout = { offsetBytes: 4 | 8; countBytes: 2 | 8; entryBytes: 12 | 20; firstAt: 4 | 8 };
const CLASSIC: Layout = { offsetBytes: 4, countBytes: 2, entryBytes: 12, firstAt: 4 };
const BIG: Layout = { offsetBytes: 8, countBytes: 8, entryBytes: 20, firstAt: 8 };
const BIG_VERSION = 43;

type Read = (offset: number, size: number) => number | undefined;

/** The images of a file: each of the chain, and behind it those that hang from it; whole when the chain does not break off. */
export type Directories = { found: Directory[]; isWhole: boolean };

export function directoriesOf(bytes: Buffer): Directories {
  const read = reader(bytes, bytes.toString('latin1', 0, 2) === 'II');
  const layout = read(2, 2) === BIG_VERSION ? BIG : CLASSIC;
  const found: Directory[] = [];
  const seen = new Set<number>();
  let offset = read(layout.firstAt, layout.offsetBytes);
  for (let index = 0; offset && !seen.has(offset) && found.length < MAX_DIRECTORIES; index += 1) {
    seen.add(offset);
    const directory = directoryAt(read, layout, offset);
    if (!directory) return { found, isWhole: false };
    const page: Directory = { index, tag: directory.tag };
    found.push(page);
    const hanging = page.tag(SUB_IFDS);
    for (let subIfd = 0; subIfd < Math.min(hanging.count, MAX_DIRECTORIES); subIfd += 1) {
      const sub = directoryAt(read, layout, hanging.at(subIfd) ?? 0);
      if (sub) found.push({ index, subIfd, tag: sub.tag });
    }
    offset = read(directory.nextAt, layout.offsetBytes);
  }
  return { found, isWhole: found.length > 0 };
}

/** Reads numbers in the file's byte order; undefined beyond its end. */
function reader(bytes: Buffer, littleEndian: boolean): Read {
  return (offset, size) => {
    if (offset + size > bytes.length) return undefined;
    if (size === 8)
      return Number(littleEndian ? bytes.readBigUInt64LE(offset) : bytes.readBigUInt64BE(offset));
    return littleEndian ? bytes.readUIntLE(offset, size) : bytes.readUIntBE(offset, size);
  };
}

function directoryAt(read: Read, layout: Layout, offset: number) {
  const { countBytes, entryBytes, offsetBytes } = layout;
  const count = offset > 0 ? read(offset, countBytes) : undefined;
  if (count === undefined || count > MAX_ENTRIES) return undefined;
  const places = new Map<number, number>();
  for (let entry = offset + countBytes, left = count; left > 0; entry += entryBytes, left -= 1) {
    const tag = read(entry, 2);
    if (tag === undefined) return undefined;
    if (!places.has(tag)) places.set(tag, entry);
  }
  const tag = (number: number): Values => {
    const entry = places.get(number);
    return entry === undefined ? NONE : valuesAt(read, offsetBytes, entry);
  };
  return { tag, nextAt: offset + countBytes + count * entryBytes };
}

/** They stand in the entry itself where they fit. */
function valuesAt(read: Read, offsetBytes: 4 | 8, entry: number): Values {
  const size = VALUE_BYTES[read(entry + 2, 2) ?? 0];
  if (!size) return NONE;
  const count = read(entry + 4, offsetBytes) ?? 0;
  const at = entry + 4 + offsetBytes;
  const start = count * size <= offsetBytes ? at : read(at, offsetBytes);
  return { count, at: (index) => (start === undefined ? undefined : read(start + index * size, size)) };
}

/** All values of a tag of which there are few. */
export function few({ count, at }: Values): number[] {
  return Array.from({ length: Math.min(count, 64) }, (_, index) => at(index) ?? 0);
}
