import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CatalogueError } from '../faults.ts';
import { WORKBOOK_LIMITS } from '../workbook/limits.ts';

/**
 * The bytes that were packed with gzip.
 * @throws CatalogueError `damaged_archive`, or `workbook_too_large` for what unpacks to far more than it is
 */
export async function* gunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { maxUnpackedBytes, maxRatio, ratioFromBytes } = WORKBOOK_LIMITS;
  let broken: unknown;
  let unpacked = 0;
  const gunzip = createGunzip();
  // What the source throws is not the archive's fault.
  pipeline(
    Readable.from(
      noting(source, (error) => (broken = error)),
      { objectMode: false },
    ),
    gunzip,
    () => {},
  );
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      unpacked += chunk.length;
      const excess = unpacked > ratioFromBytes && unpacked > gunzip.bytesWritten * maxRatio;
      if (excess || unpacked > maxUnpackedBytes) {
        throw new CatalogueError('workbook_too_large', 'The archive unpacks to far more than its size.');
      }
      yield chunk;
    }
  } catch (error) {
    if (broken !== undefined) throw broken;
    if (error instanceof CatalogueError) throw error;
    const fault = new CatalogueError('damaged_archive', 'The gzip archive is damaged or ends too early.');
    fault.cause = error;
    throw fault;
  }
}

async function* noting<T>(source: AsyncIterable<T>, note: (error: unknown) => void): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    note(error);
    throw error;
  }
}
