import type { Container } from './containers.ts';

/** Where the pixels are, in strips or in tiles, and how many bytes each has. */
const OFFSETS = [273, 324];
const COUNTS = [279, 325];
/** Bytes of a value by its type: only short and long occur in these tags. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 3: 2, 4: 4 };

export const tiff: Container = {
  /** Says whether the first page has all its bytes. BigTIFF is not looked into. */
  isComplete(bytes) {
    if (bytes.length < 8) return false;
    const read = reader(bytes, bytes.toString('latin1', 0, 2) === 'II');
    if (read(2, 2) !== 42) return true;
    const directory = read(4, 4);
    const entries = directory === undefined ? undefined : read(directory, 2);
    if (directory === undefined || entries === undefined) return false;

    const valuesOf = (wanted: readonly number[]) => {
      for (let at = directory + 2; at < directory + 2 + entries * 12; at += 12) {
        if (wanted.includes(read(at, 2) ?? 0)) return values(read, at);
      }
      return [];
    };
    const counts = valuesOf(COUNTS);
    return valuesOf(OFFSETS).every(
      (offset, index) => offset !== undefined && offset + (counts[index] ?? 0) <= bytes.length,
    );
  },
};

type Read = (offset: number, size: number) => number | undefined;

/** Reads numbers in the file's byte order; undefined beyond its end. */
function reader(bytes: Buffer, littleEndian: boolean): Read {
  return (offset, size) => {
    if (offset + size > bytes.length) return undefined;
    return littleEndian ? bytes.readUIntLE(offset, size) : bytes.readUIntBE(offset, size);
  };
}

/** The values of a directory entry, which stand in the entry itself where they fit. */
function values(read: Read, entry: number): (number | undefined)[] {
  const size = VALUE_BYTES[read(entry + 2, 2) ?? 0] ?? 4;
  const count = read(entry + 4, 4) ?? 0;
  const start = count * size <= 4 ? entry + 8 : read(entry + 8, 4);
  if (start === undefined || read(start + (count - 1) * size, size) === undefined) return [undefined];
  return Array.from({ length: count }, (_, index) => read(start + index * size, size));
}
