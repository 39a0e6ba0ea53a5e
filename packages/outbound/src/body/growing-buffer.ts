/** Bytes that come in pieces. Each is copied on arrival: a server may send them one by one, and a piece has overhead. */
export type GrowingBuffer = {
  readonly length: number;
  append(piece: Buffer): void;
  /** All bytes. */
  toBuffer(): Buffer;
};

/** Gives memory for so many bytes, or more of it. */
export type Allocate = (bytes: number) => Buffer;

const FIRST_BYTES = 64 * 1024;

/** Slow means outside the pool, of which a small buffer would hold more than its own part. */
const newBuffer: Allocate = (bytes) => Buffer.allocUnsafeSlow(bytes);

/**
 * @param maxBytes what the appended pieces have together at most
 * @param expected how many bytes there will be, where that is known; otherwise the buffer doubles as they come
 * @param allocate where the bytes go; by default to new buffers, of which the last has no more than they take
 */
export function createGrowingBuffer(
  maxBytes: number,
  expected: number = FIRST_BYTES,
  allocate = newBuffer,
): GrowingBuffer {
  let buffer = allocate(Math.min(expected, maxBytes));
  let length = 0;
  const resize = (capacity: number) => {
    const resized = allocate(capacity);
    buffer.copy(resized, 0, 0, length);
    buffer = resized;
  };
  return {
    get length() {
      return length;
    },
    append(piece) {
      const needed = length + piece.length;
      if (needed > buffer.length) resize(Math.max(needed, Math.min(2 * buffer.length, maxBytes)));
      piece.copy(buffer, length);
      length = needed;
    },
    toBuffer() {
      if (allocate === newBuffer && length < buffer.length) resize(length);
      return buffer.subarray(0, length);
    },
  };
}
