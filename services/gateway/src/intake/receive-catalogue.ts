import type { Readable } from 'node:stream';
import type { StoredUpload } from '@halftone/messaging';
import { fromLog } from '../dependencies.ts';
import type { IncomingFile } from './incoming-file.ts';
import { type InspectedCatalogue, inspectCatalogue, type Limits } from './inspect-catalogue.ts';
import { tee } from './tee.ts';

export type ReceivedCatalogue = InspectedCatalogue & { filename: string; stored: StoredUpload };

/**
 * Stores and reads a file in one pass, as it arrives.
 * @throws Problem when the file is no catalogue or cannot be stored
 */
export async function receiveCatalogue(
  { content, ...file }: IncomingFile,
  options: {
    store: (content: AsyncIterable<Uint8Array>) => Promise<StoredUpload>;
    limits: Partial<Limits>;
  },
): Promise<ReceivedCatalogue> {
  const [forStore, forReader] = tee(content);
  const brokenOff = new AbortController();
  // What has arrived of an upload that breaks off is not worth reading to its end.
  forReader.once('error', (err) => brokenOff.abort(err));
  const storing = fromLog(options.store(forStore));
  const readable = { ...file, content: forReader };
  const inspecting = inspectCatalogue(readable, options.limits, { signal: brokenOff.signal });
  try {
    const [stored, inspected] = await Promise.all([storing, inspecting]);
    return { filename: file.filename, stored, ...inspected };
  } catch (err) {
    // The first failure counts; the other side only has to end before the upload is removed.
    breakOff([forStore, forReader], err);
    await Promise.allSettled([storing, inspecting]);
    throw err;
  }
}

function breakOff(branches: Readable[], err: unknown): void {
  const cause = err instanceof Error ? err : new Error(String(err));
  for (const branch of branches) branch.destroy(cause);
}
