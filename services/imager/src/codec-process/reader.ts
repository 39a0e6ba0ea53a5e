import type { Readable } from 'node:stream';

/** Takes pieces of known sizes out of a stream. */
export type Reader = {
  /** Resolves once so many more bytes have come. */
  read(size: number): Promise<Buffer>;
};

/** Takes in what comes at once, so that the writer is never held up by us. One piece is read at a time. */
export function createReader(stream: Readable): Reader {
  let chunks: Buffer[] = [];
  let held = 0;
  let arrived = () => {};
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    arrived();
  });

  return {
    async read(size) {
      while (held < size) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      const bytes = Buffer.concat(chunks, held);
      chunks = held > size ? [bytes.subarray(size)] : [];
      held -= size;
      return bytes.subarray(0, size);
    },
  };
}
