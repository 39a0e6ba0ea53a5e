import {
  CatalogueError,
  type CatalogueLimits,
  type Dialect,
  openCatalogue,
  UniqueImages,
} from '@halftone/catalog';
import { imageIdOf, type Recipe } from '@halftone/contracts';
import { type Fault, Problem } from './problems.ts';

export type InspectedCatalogue = { dialect: Dialect; totals: { products: number; images: number } };

/** How many bad rows are listed; the others are counted. */
const FAULTS_LISTED = 100;

/**
 * Reads a catalogue to its end and counts what is in it.
 * @throws Problem `invalid_catalogue` that lists the bad rows, or says why the file is no catalogue at all
 */
export async function inspectCatalogue(
  content: AsyncIterable<Uint8Array>,
  options: { limits: Partial<CatalogueLimits>; recipe: Recipe },
): Promise<InspectedCatalogue> {
  try {
    return await count(content, options);
  } catch (err) {
    if (!(err instanceof CatalogueError)) throw err;
    const { code, message, hint } = err;
    throw new Problem('invalid_catalogue', message, { hint, errors: [{ code, detail: message, hint }] });
  }
}

async function count(
  content: AsyncIterable<Uint8Array>,
  { limits, recipe }: { limits: Partial<CatalogueLimits>; recipe: Recipe },
): Promise<InspectedCatalogue> {
  const catalogue = await openCatalogue(content, { limits });
  const images = new UniqueImages();
  const faults: Fault[] = [];
  let products = 0;
  let faulty = 0;
  for await (const batch of catalogue.batches()) {
    for (const entry of batch) {
      if ('fault' in entry) {
        if (++faulty <= FAULTS_LISTED) faults.push(entry.fault);
      } else {
        products++;
        for (const url of entry.product.urls) images.add(imageIdOf(url, recipe));
      }
    }
  }
  if (faulty > 0) throw badRows(faults, faulty);
  // Only now: the encoding is certain once everything was read.
  return { dialect: catalogue.dialect, totals: { products, images: images.size } };
}

function badRows(faults: Fault[], faulty: number): Problem {
  const [first] = faults;
  const rows = faulty === 1 ? 'One row is bad' : `${faulty} rows are bad`;
  const detail = `${rows}${first ? `, the first on line ${first.line}: ${first.detail}` : '.'}`;
  return new Problem('invalid_catalogue', detail, { errors: faults, errorsOmitted: faulty - faults.length });
}
