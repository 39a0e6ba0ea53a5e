import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** Takes lines and pieces of known sizes out of a stream, and holds no more of it than was asked for and a chunk. */
export type Reader = {
  /** The next line, or undefined when it is longer than that. */
  line(longest: number): Promise<string | undefined>;
  /** The next bytes, as many as the buffer holds, into it. */
  fill(buffer: Buffer): Promise<void>;
  /** Whether nothing has come that was not asked for. */
  isEmpty(): boolean;
};

/** One thing is read at a time. At the end of the stream a reader waits forever. */
export function createReader(stream: Readable): Reader {
  let rest: Buffer = Buffer.alloc(0);

  async function chunk(): Promise<Buffer> {
    const bytes = rest;
    rest = Buffer.alloc(0);
    if (bytes.length > 0) return bytes;
    for (;;) {
      const arrived: Buffer | null = stream.read();
      if (arrived) return arrived;
      await once(stream, 'readable');
    }
  }

  return {
    async line(longest) {
      for (let held = Buffer.alloc(0); ; ) {
        held = Buffer.concat([held, await chunk()]);
        const end = held.indexOf('\n');
        if (end > longest || (end < 0 && held.length > longest)) return undefined;
        if (end < 0) continue;
        rest = held.subarray(end + 1);
        return held.toString('utf8', 0, end);
      }
    },
    async fill(buffer) {
      for (let held = 0; held < buffer.length; ) {
        const next = await chunk();
        const taken = next.copy(buffer, held);
        held += taken;
        rest = next.subarray(taken);
      }
    },
    isEmpty: () => rest.length === 0 && stream.readableLength === 0,
  };
}
