import type { OnReadOpts, Socket } from 'node:net';

/** Of one read. Node's own 64 kB would take more of them for a file. */
const READ_BYTES = 256 * 1024;

const buffer = Buffer.allocUnsafeSlow(READ_BYTES);

/**
 * Has sockets read into one buffer that all of them share, and take a copy of what came, before the next one reads. By
 * itself Node allocates 64 kB for each read, however little comes: garbage for which V8 goes through its whole heap.
 */
export const SHARED_READS = {
  buffer,
  callback(this: Socket, count: number) {
    // Buffer.from() would fill it with zeros first.
    const copy = Buffer.allocUnsafe(count);
    buffer.copy(copy, 0, 0, count);
    return this.push(copy);
  },
} as OnReadOpts;
