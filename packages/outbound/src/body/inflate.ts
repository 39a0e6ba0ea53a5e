import { Duplex, pipeline, Readable } from 'node:stream';
import { createInflateRaw, createUnzip } from 'node:zlib';

/** Undoes `deflate`, also where its wrapping was left out, as some servers do: the first byte tells. */
export const createAnyInflate = (): Duplex => Duplex.from(inflate);

async function* inflate(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  const whole = async function* () {
    for (let chunk = first; !chunk.done; chunk = await chunks.next()) yield chunk.value;
  };
  const decoder = first.done || isWrapped(first.value) ? createUnzip() : createInflateRaw();
  // A failure of either end destroys the decoder, which throws it here.
  pipeline(Readable.from(whole()), decoder, () => {});
  yield* decoder;
}

/** By the compression method of zlib or the beginning of gzip, as which deflate is mislabelled. */
function isWrapped([first = 0]: Buffer): boolean {
  return (first & 0x0f) === 8 || first === 0x1f;
}
