import { readSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type CompressionOrder, compress } from '../codec/compress.ts';
import { unblockLoaders } from '../codec/open-image.ts';
import { ImageError } from '../formats/image-error.ts';
import type { Answer, CodecSettings, Order } from './conversation.ts';
import { PIPES } from './pipes.ts';

/** As much of a detail as an event takes. */
const MAX_DETAIL = 1000;

/** Where sources are read to, one over the other: it grows to the largest. */
let room = Buffer.alloc(0);

/**
 * Makes this process a codec: compresses one image after the other for the imager that started it, until that is gone.
 * The files are read and written without waiting for events: there is nothing else to do meanwhile, and it costs least.
 * What is no fault of an image is not caught: it ends the process, as a crash in native code does.
 * @param compressImage another codec in its place, for tests
 */
export function serveCodec({ limits, allotment }: CodecSettings, compressImage = compress): void {
  unblockLoaders(limits.formats);
  const orders = new Socket({ fd: PIPES.orders });
  outliveSignals(orders);
  let proceed = () => {};

  const reserve = async (bytes: number) => {
    if (bytes <= allotment) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    proceed = resolve;
    say({ kind: 'needs', bytes: bytes - allotment });
    await promise;
  };
  const outcomeOf = (bytes: Buffer, recipe: CompressionOrder) =>
    compressImage(bytes, recipe, limits, reserve).catch((error: unknown) => {
      if (error instanceof ImageError) return error;
      throw error;
    });

  createInterface(orders).on('line', async (line) => {
    const order: Order = JSON.parse(line);
    if (order.kind === 'go') return proceed();
    const outcome = await outcomeOf(read(order.bytes), order.recipe);
    if (outcome instanceof ImageError) {
      return say(failureOf(outcome));
    }
    const { bytes, ...output } = outcome.output;
    const residentBytes = process.memoryUsage.rss();
    say({
      kind: 'done',
      source: outcome.source,
      output: { ...output, bytes: bytes.length },
      residentBytes,
    });
    write(bytes);
  });
  say({ kind: 'ready' });
  // Node would do so at the end, but this process is killed.
  flushCompileCache();
}

function failureOf({ code, message, hint, source }: ImageError): Answer {
  const detail = message.slice(0, MAX_DETAIL);
  return {
    kind: 'failed',
    code,
    detail,
    source,
    ...(hint !== undefined && { hint: hint.slice(0, MAX_DETAIL) }),
  };
}

/**
 * Signals to the process group are for the imager, which finishes what is in flight. The end of its orders says that it is
 * gone; then even a thread that is lost in an image must not hold up the end, as it would that of process.exit().
 */
function outliveSignals(orders: Socket): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
  orders.on('close', () => process.kill(process.pid, 'SIGKILL'));
}

function say(answer: Answer): void {
  write(Buffer.from(`${JSON.stringify(answer)}\n`));
}

/** The next file; it is gone when the one after it is read. */
function read(size: number): Buffer {
  if (room.length < size) room = Buffer.allocUnsafeSlow(size);
  const bytes = room.subarray(0, size);
  for (let offset = 0; offset < size; ) {
    const count = readSync(PIPES.sources, bytes, offset, size - offset, null);
    if (count === 0) throw new Error('The imager is gone.');
    offset += count;
  }
  return bytes;
}

function write(bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(PIPES.outputs, bytes, offset);
}
