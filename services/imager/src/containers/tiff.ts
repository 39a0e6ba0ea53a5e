import type { Container } from './container.ts';
import { checkBlocks } from './parts.ts';

/** Where the pixels are, in strips or in tiles, and how many bytes each has. */
const OFFSETS = [273, 324];
const COUNTS = [279, 325];
/** Bytes of a value by its type: only short and long occur in these tags. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 3: 2, 4: 4 };

/** Says whether the first page has all its bytes. BigTIFF is not looked into. */
export const tiff: Container = (bytes) => {
  if (bytes.length < 8) return { isComplete: false };
  const read = reader(bytes, bytes.toString('latin1', 0, 2) === 'II');
  if (read(2, 2) !== 42) return { isComplete: true };
  const directory = read(4, 4);
  const entries = directory === undefined ? undefined : read(directory, 2);
  if (directory === undefined || entries === undefined) return { isComplete: false };

  const offsets = valuesOf(read, { directory, entries }, OFFSETS);
  const counts = valuesOf(read, { directory, entries }, COUNTS);
  checkBlocks(offsets.count);
  for (let index = 0; index < offsets.count; index++) {
    const offset = offsets.at(index);
    if (offset === undefined || offset + (counts.at(index) ?? 0) > bytes.length) return { isComplete: false };
  }
  return { isComplete: true };
};

type Read = (offset: number, size: number) => number | undefined;

/** Reads numbers in the file's byte order; undefined beyond its end. */
function reader(bytes: Buffer, littleEndian: boolean): Read {
  return (offset, size) => {
    if (offset + size > bytes.length) return undefined;
    return littleEndian ? bytes.readUIntLE(offset, size) : bytes.readUIntBE(offset, size);
  };
}

type Values = { count: number; at(index: number): number | undefined };

/** The values of the first entry that has one of the tags. They stand in the entry itself where they fit. */
function valuesOf(
  read: Read,
  { directory, entries }: { directory: number; entries: number },
  tags: readonly number[],
): Values {
  for (let entry = directory + 2; entry < directory + 2 + entries * 12; entry += 12) {
    if (!tags.includes(read(entry, 2) ?? 0)) continue;
    const size = VALUE_BYTES[read(entry + 2, 2) ?? 0] ?? 4;
    const count = read(entry + 4, 4) ?? 0;
    const start = count * size <= 4 ? entry + 8 : read(entry + 8, 4);
    return { count, at: (index) => (start === undefined ? undefined : read(start + index * size, size)) };
  }
  return { count: 0, at: () => undefined };
}
