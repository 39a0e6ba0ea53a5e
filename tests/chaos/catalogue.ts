import type { Random } from './random.ts';

/** What an origin makes of an image. The name is the first part of its path. */
export const KINDS = {
  /** Served at once. */
  good: { ends: 'compressed' },
  /** Served after a while. */
  slow: { ends: 'compressed' },
  /** Fails the first time, for a reason that passes. */
  flaky: { ends: 'compressed' },
  /** Does not exist. */
  gone: { ends: 'not_found' },
  /** Ends in the middle. */
  corrupt: { ends: 'truncated' },
  /** Is a page. */
  page: { ends: 'not_an_image' },
} as const satisfies Record<string, { ends: 'compressed' | string }>;

export type Kind = keyof typeof KINDS;

/** Of a hundred images. */
const SHARES: [Kind, number][] = [
  ['good', 86],
  ['slow', 4],
  ['flaky', 4],
  ['gone', 2],
  ['corrupt', 2],
  ['page', 2],
];

/** One upload: its products, each with the URLs of its images. */
export type Catalogue = { filename: string; products: string[][] };

/**
 * A catalogue with that many unique images, in products of one to four. Every fifth product also shows an image of one
 * before it.
 */
export function catalogueOf(name: string, images: number, origin: string, random: Random): Catalogue {
  const urls = Array.from({ length: images }, (_, i) => `${origin}/${kindFor(random)}/${name}/${i}.jpg`);
  const products: string[][] = [];
  for (let at = 0; at < urls.length; ) {
    const size = random.between(1, 4);
    const own = urls.slice(at, at + size);
    const repeated = at > 0 && random.between(1, 5) === 1 ? [random.pick(urls.slice(0, at))] : [];
    products.push([...own, ...repeated]);
    at += size;
  }
  return { filename: `${name}.csv`, products };
}

/** The outcome of an image, by its URL. */
export const endOf = (url: string) => KINDS[kindOf(url)].ends;

/** @throws when the URL is not ours */
export function kindOf(url: string): Kind {
  const name = new URL(url).pathname.split('/')[1];
  const kind = SHARES.find(([known]) => known === name)?.[0];
  if (!kind) throw new Error(`${url} is no image of a chaos run`);
  return kind;
}

export const uniqueUrls = ({ products }: Catalogue) => [...new Set(products.flat())];

function kindFor(random: Random): Kind {
  let left = random.between(1, 100);
  for (const [kind, share] of SHARES) {
    left -= share;
    if (left <= 0) return kind;
  }
  return 'good';
}
