import { pipeline, Readable } from 'node:stream';
import { type BodyHeaders, decodersFor } from './body.ts';
import { createGrowingBuffer } from './growing-buffer.ts';

/** What was read of a body: its decoded beginning, how much was received for it, and whether that is all there is. */
export type Start = { bytes: Buffer; received: number; isWhole: boolean };

/**
 * The first bytes of a body, decoded. More than `maxBytes` are neither received, but for what the socket has read ahead, nor
 * decoded; then the body is destroyed. What breaks off behind the first byte is the start of it nevertheless.
 * @throws the error of the stream when not one byte came
 */
export async function readStart(body: Readable, headers: BodyHeaders, maxBytes: number): Promise<Start> {
  const start = createGrowingBuffer(maxBytes, Math.min(maxBytes, 4096));
  const limited = limit(body, maxBytes);
  let isFull = false;
  let isBroken = false;
  try {
    for await (const chunk of decoded(limited.pieces(), headers)) {
      start.append(chunk.subarray(0, maxBytes - start.length));
      isFull = start.length >= maxBytes;
      if (isFull) break;
    }
  } catch (error) {
    if (limited.received() === 0) throw error;
    isBroken = true;
  } finally {
    body.on('error', () => {}).destroy();
  }
  const isWhole = limited.isAtEnd() && !isFull && !isBroken;
  return { bytes: start.toBuffer(), received: limited.received(), isWhole };
}

/** The pieces of a body up to so many bytes. */
function limit(body: Readable, maxBytes: number) {
  let received = 0;
  let isAtEnd = false;
  async function* pieces(): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      const piece: Buffer = chunk.subarray(0, maxBytes - received);
      received += piece.length;
      yield piece;
      if (received >= maxBytes) return;
    }
    isAtEnd = true;
  }
  return { pieces, received: () => received, isAtEnd: () => isAtEnd };
}

async function* decoded(pieces: AsyncGenerator<Buffer>, headers: BodyHeaders): AsyncGenerator<Buffer> {
  const [decoder] = decodersFor(headers);
  if (!decoder) return yield* pieces;
  // A failure of either end destroys the decoder, which throws it here.
  pipeline(Readable.from(pieces), decoder, () => {});
  for await (const chunk of decoder) yield Buffer.from(chunk);
}
