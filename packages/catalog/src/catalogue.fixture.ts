import { CatalogueError } from './faults.ts';
import { type CatalogueOptions, openCatalogue } from './open-catalogue.ts';
import type { Product, RejectedEntry } from './rows/product-row.ts';

/** The bytes in pieces of a size, as a network would bring them. */
export async function* inPieces(content: string | Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Reads a whole catalogue. */
export async function read(content: string | Uint8Array, options?: CatalogueOptions & { pieces?: number }) {
  await using catalogue = await openCatalogue(inPieces(content, options?.pieces), options);
  const products: Product[] = [];
  const rejected: RejectedEntry[] = [];
  for await (const entries of catalogue.batches()) {
    for (const entry of entries) {
      if ('product' in entry) products.push(entry.product);
      else rejected.push(entry);
    }
  }
  const { dialect, withoutImages, ignoredImageColumns } = catalogue;
  const faults = rejected.map(({ fault }) => fault);
  return { dialect, products, rejected, faults, withoutImages, ignoredImageColumns };
}

/** Why a file is refused as a whole. */
export async function refusalOf(content: string | Uint8Array, options?: CatalogueOptions) {
  try {
    await read(content, options);
  } catch (error) {
    if (error instanceof CatalogueError)
      return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('the file was not refused');
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
