import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file of our own that is gone once it is let go, also when the process dies. */
export type SpooledFile = AsyncDisposable & { handle: FileHandle; bytes: number };

/** There is no room for temporary files at the moment. */
export class SpoolFullError extends Error {
  override name = 'SpoolFullError';
}

/**
 * Writes a stream to a temporary file, for formats whose directory stands at the end. The file has no name any longer, so
 * nothing is left behind whatever happens.
 * @throws SpoolFullError when the disk is full, what `excess` makes when more than `maxBytes` come, what the stream throws
 */
export async function spoolToFile(
  source: AsyncIterable<Uint8Array>,
  { maxBytes, excess }: { maxBytes: number; excess: () => Error },
): Promise<SpooledFile> {
  const path = join(tmpdir(), `halftone-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    let bytes = 0;
    for await (const chunk of source) {
      if (bytes + chunk.length > maxBytes) throw excess();
      await writeWhole(handle, chunk, bytes);
      bytes += chunk.length;
    }
    return { handle, bytes, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A write may take in less than it is given. */
async function writeWhole(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    written += await write(handle, chunk.subarray(written), position + written);
  }
}

async function write(handle: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  try {
    return (await handle.write(bytes, 0, bytes.length, position)).bytesWritten;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) {
      throw new SpoolFullError('no room for another temporary file', { cause: error });
    }
    throw error;
  }
}
