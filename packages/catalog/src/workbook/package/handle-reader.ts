import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import yauzl from 'yauzl';

const BLOCK_BYTES = 64 * 1024;

/** Reads a ZIP archive from an open file, which stays open: a stream of Node's own would close it when it is let go. */
export class HandleReader extends yauzl.RandomAccessReader {
  readonly #handle: FileHandle;
  /** The directory is read in pieces of a few bytes each, one after the other. */
  #block = { start: 0, bytes: Buffer.alloc(0) };

  constructor(handle: FileHandle) {
    super();
    this.#handle = handle;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#range(start, end), { objectMode: false });
  }

  async *#range(start: number, end: number): AsyncGenerator<Buffer> {
    for (let position = start; position < end; ) {
      const { bytesRead, buffer } = await this.#handle.read({
        buffer: Buffer.allocUnsafe(Math.min(BLOCK_BYTES, end - position)),
        position,
      });
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#bytesAt(position, length).then(
      (bytes) => {
        bytes.copy(target, offset);
        callback(bytes.length < length ? new Error('the file ends too early') : null);
      },
      (error) => callback(error),
    );
  }

  async #bytesAt(position: number, length: number): Promise<Buffer> {
    const { start, bytes } = this.#block;
    const from = position - start;
    if (from >= 0 && from + length <= bytes.length) return bytes.subarray(from, from + length);
    const size = Math.max(length, BLOCK_BYTES);
    const { bytesRead, buffer } = await this.#handle.read({ buffer: Buffer.alloc(size), position });
    this.#block = { start: position, bytes: buffer.subarray(0, bytesRead) };
    return this.#block.bytes.subarray(0, length);
  }
}
