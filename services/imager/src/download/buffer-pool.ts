/**
 * Memory for files that is used again. V8 goes through its whole heap whenever buffers have come and gone by a few
 * megabytes, and what the system's allocator gets back in pieces it can seldom use again.
 */
export type BufferPool = { borrow(): BorrowedBuffers };

export type BorrowedBuffers = {
  /** A buffer of at least so many bytes, with whatever was in it before. */
  allocate(bytes: number): Buffer;
  /** Gives back all but one, as {@link giveBack} does. */
  keepOnly(buffer: Buffer): void;
  /**
   * Gives all of them back. Only for whoever is sure that nobody writes to them or reads from them any more; what is not
   * given back goes to the garbage.
   */
  giveBack(): void;
};

const MIB = 1024 * 1024;

/** Larger ones are seldom, and would stand about unused. */
const LARGEST_KEPT_BYTES = 4 * MIB;

/** Idle ones. While there is work those of few files are idle, and afterwards they would only stand about. */
const KEPT_BYTES = 8 * MIB;

/** So that one file's buffer fits the next. */
const STEP_BYTES = 128 * 1024;

export function createBufferPool(): BufferPool {
  const idle: Buffer[] = [];
  let idleBytes = 0;

  /** The last one given back that is large enough, and hardly larger: what it has beyond is counted as nobody's. */
  const reuse = (bytes: number) => {
    const index = idle.findLastIndex(({ length }) => length >= bytes && length <= bytes + 2 * STEP_BYTES);
    const [buffer] = index < 0 ? [] : idle.splice(index, 1);
    idleBytes -= buffer?.length ?? 0;
    return buffer;
  };
  const keep = (buffer: Buffer) => {
    if (buffer.length > LARGEST_KEPT_BYTES) return;
    idle.push(buffer);
    idleBytes += buffer.length;
    while (idleBytes > KEPT_BYTES) idleBytes -= idle.shift()?.length ?? 0;
  };
  return {
    borrow() {
      const borrowed: Buffer[] = [];
      return {
        allocate(bytes) {
          const rounded = Math.max(1, Math.ceil(bytes / STEP_BYTES)) * STEP_BYTES;
          const buffer = reuse(bytes) ?? Buffer.allocUnsafeSlow(rounded);
          borrowed.push(buffer);
          return buffer;
        },
        keepOnly({ buffer }) {
          const index = borrowed.findIndex((one) => one.buffer === buffer);
          const kept = borrowed.splice(index, index < 0 ? 0 : 1);
          borrowed.splice(0, borrowed.length, ...kept).forEach(keep);
        },
        giveBack: () => borrowed.splice(0).forEach(keep),
      };
    },
  };
}
