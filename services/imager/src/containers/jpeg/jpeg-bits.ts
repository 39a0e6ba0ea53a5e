import type { HuffmanTable } from './jpeg-huffman.ts';

/** Reads the bits of a scan (ITU-T T.81, F.2.2.5), of which 0xff comes with a 0 behind it, up to the next marker. */
export type Bits = {
  /** The symbol that comes next; -1 when there is none. */
  symbol(table: HuffmanTable): number;
  /** False when there are not so many bits. */
  skip(count: number): boolean;
  /** Goes to behind the restart marker that comes next, after bits that pad; false when none comes. */
  restart(): boolean;
  /** Whether it is the end of the file, or a marker cut in two by it, that comes next. */
  isAtEnd(): boolean;
};

export function createBits(bytes: Buffer, start: number): Bits {
  let at = start;
  let buffer = 0;
  let held = 0;

  const fill = () => {
    while (held <= 24 && at < bytes.length) {
      const byte = bytes[at] ?? 0;
      if (byte === 0xff && bytes[at + 1] !== 0) return;
      at += byte === 0xff ? 2 : 1;
      buffer = (buffer << 8) | byte;
      held += 8;
    }
  };
  const skip = (count: number) => {
    if (held < count) fill();
    if (held < count) return false;
    held -= count;
    return true;
  };
  const afterFill = () => {
    let marker = at;
    while (bytes[marker] === 0xff) marker += 1;
    return marker;
  };

  return {
    skip,
    symbol(table) {
      if (held < 16) fill();
      const next = (held < 16 ? buffer << (16 - held) : buffer >>> (held - 16)) & 0xffff;
      const entry = table[next] ?? 0;
      return entry !== 0 && skip(entry >> 8) ? entry & 0xff : -1;
    },
    restart() {
      held = 0;
      const marker = afterFill();
      const isRestart = marker > at && ((bytes[marker] ?? 0) & 0xf8) === 0xd0;
      if (isRestart) at = marker + 1;
      return isRestart;
    },
    isAtEnd: () => afterFill() >= bytes.length,
  };
}
