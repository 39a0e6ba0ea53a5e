/**
 * The part of the memory that grows with the file: what is asked for lies one behind the other, and all of it is given back at
 * once, when the next file begins. The memory itself has an upper limit, which the compiler is told (scripts/kernel/compile.ts).
 */

const PAGE: usize = 65536;

/** So that vectors may be read a little beyond what is asked for. */
const MARGIN: usize = 64;

let top: usize = __heap_base;

export function clearHeap(): void {
  top = __heap_base;
}

/** @returns 0 when there is not so much memory */
export function allocate(bytes: usize): usize {
  const start = (top + 15) & ~15;
  if (!hasRoom(start + bytes)) return 0;
  top = start + bytes;
  return start;
}

/** Everything from here on is free, and grows by hasRoom(). Nothing may be allocated while it is in use. */
export function freeFrom(): usize {
  return (top + 15) & ~15;
}

/** Makes the memory reach to an address, and a little further. */
export function hasRoom(end: usize): bool {
  const missing = <i64>(end + MARGIN) - ((<i64>memory.size()) << 16);
  if (missing <= 0) return true;
  // In larger steps than are needed, since each of them costs a call of the operating system.
  const pages = <i32>((missing + PAGE - 1) >>> 16);
  return memory.grow(pages + (memory.size() >> 2)) >= 0 || memory.grow(pages) >= 0;
}
