/** Bytes that come in pieces. Each is copied on arrival: a server may send them one by one, and a piece has overhead. */
export type GrowingBuffer = {
  readonly length: number;
  append(piece: Buffer): void;
  /** All bytes, in a buffer that is no longer than they are. */
  toBuffer(): Buffer;
};

const FIRST_BYTES = 64 * 1024;

/**
 * @param maxBytes what the appended pieces have together at most
 * @param expected how many bytes there will be, where that is known; otherwise the buffer doubles as they come
 */
export function createGrowingBuffer(maxBytes: number, expected: number = FIRST_BYTES): GrowingBuffer {
  // Slow means outside the pool, of which a small buffer would hold more than its own part.
  let buffer = Buffer.allocUnsafeSlow(Math.min(expected, maxBytes));
  let length = 0;
  const resize = (capacity: number) => {
    const resized = Buffer.allocUnsafeSlow(capacity);
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
      if (length < buffer.length) resize(length);
      return buffer;
    },
  };
}
