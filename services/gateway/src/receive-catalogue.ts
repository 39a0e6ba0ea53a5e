import type { Readable } from 'node:stream';
import type { CatalogueLimits } from '@halftone/catalog';
import type { Recipe } from '@halftone/contracts';
import type { StoredUpload } from '@halftone/messaging';
import { fromLog } from './dependencies.ts';
import { type InspectedCatalogue, inspectCatalogue } from './inspect-catalogue.ts';
import { tee } from './tee.ts';
import type { IncomingFile } from './upload-form.ts';

export type ReceivedCatalogue = InspectedCatalogue & { filename: string; stored: StoredUpload };

/**
 * Stores and validates a file in one pass, as it arrives.
 * @throws Problem when the file is bad or cannot be stored
 */
export async function receiveCatalogue(
  { filename, content }: IncomingFile,
  options: {
    store: (content: AsyncIterable<Uint8Array>) => Promise<StoredUpload>;
    limits: Partial<CatalogueLimits>;
    recipe: Recipe;
  },
): Promise<ReceivedCatalogue> {
  const [forStore, forReader] = tee(content);
  const [stored, inspected] = await bothOrNeither(
    content,
    fromLog(options.store(forStore)),
    inspectCatalogue(forReader, options),
  );
  return { filename, stored, ...inspected };
}

/** Waits for both; the first failure ends the stream that they read, and with it the other one. */
async function bothOrNeither<A, B>(source: Readable, a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  try {
    return await Promise.all([a, b]);
  } catch (err) {
    source.destroy(err instanceof Error ? err : new Error(String(err)));
    await Promise.allSettled([a, b]);
    // When the stream itself broke, the readers only report the consequence.
    throw source.errored ?? err;
  }
}
