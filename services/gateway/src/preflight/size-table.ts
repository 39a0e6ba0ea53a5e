import type { Look, Recipe } from '@halftone/contracts';

/** Bits for each pixel of an output: of the picture that needs least, of the one in the middle, and of the one that needs most. */
export type Bits = { low: number; likely: number; high: number };

const bits = (low: number, likely: number, high: number): Bits => ({ low, likely, high });

/**
 * What outputs take, by format and quality. Measured by `node bench/src/measure-sizes.ts` with sharp 0.35.5 at the effort of
 * `balanced`, on 16 pictures: the photographs of scikit-image 0.26 (astronaut, chelsea, coffee, motorcycle, rocket, retina,
 * hubble_deep_field, ihc) and scikit-learn 1.9 (china, flower), and six of `samples/images`. Pictures on plain white take less.
 */
export const OUTPUT_BITS: Readonly<
  Record<'jpeg' | 'webp' | 'avif' | 'png', readonly (readonly [number, Bits])[]>
> = {
  jpeg: [
    [30, bits(0.16, 0.43, 0.81)],
    [50, bits(0.25, 0.69, 1.17)],
    [70, bits(0.37, 1.05, 1.64)],
    [85, bits(0.61, 1.61, 2.42)],
  ],
  webp: [
    [30, bits(0.09, 0.35, 0.89)],
    [50, bits(0.13, 0.54, 1.22)],
    [70, bits(0.17, 0.77, 1.46)],
    [85, bits(0.29, 1.23, 2.13)],
  ],
  avif: [
    [30, bits(0.06, 0.22, 0.35)],
    [50, bits(0.16, 0.5, 0.87)],
    [70, bits(0.31, 0.95, 1.74)],
    [85, bits(0.54, 1.48, 2.5)],
  ],
  png: [
    [30, bits(1.66, 3.12, 4.54)],
    [50, bits(1.98, 3.75, 5.25)],
    [70, bits(2.55, 4.29, 6.86)],
    [85, bits(3.5, 4.64, 7.28)],
  ],
};

/** The part of the source that is left where nothing else is known of it: of GIF, and of what does not say its dimensions. */
export const LEFT_OF_SOURCE: Bits = { low: 0.15, likely: 0.5, high: 1 };

/**
 * Milliseconds of one core for a megapixel, decoding included, at the effort of `balanced`; and how many times as long the
 * others take. From single runs on one drawn picture, but for AVIF, whose efforts were measured again (docs/performance.md).
 */
export const ENCODING: Readonly<Record<string, { msPerMegapixel: number; fast: number; small: number }>> = {
  jpeg: { msPerMegapixel: 18, fast: 0.8, small: 8 },
  webp: { msPerMegapixel: 41, fast: 0.6, small: 2.7 },
  avif: { msPerMegapixel: 174, fast: 0.4, small: 3 },
  png: { msPerMegapixel: 474, fast: 0.8, small: 4.4 },
  gif: { msPerMegapixel: 300, fast: 0.8, small: 1.2 },
};

/** What a source becomes when the recipe names no format, where that is not its own. */
const OWN: Readonly<Record<string, string>> = { tiff: 'jpeg', svg: 'png' };

export const outputFormatOf = (source: string, { format }: Pick<Recipe, 'format'>): string =>
  format && format !== 'same' ? format : (OWN[source] ?? source);

/** The quality at which a picture takes as many bytes as with a look, by docs/looks.md; of PNG as of JPEG. */
const OF_LOOKS: Readonly<Record<Look, { jpeg: number; webp: number; avif: number }>> = {
  small: { jpeg: 48, webp: 62, avif: 44 },
  good: { jpeg: 79, webp: 85, avif: 59 },
  identical: { jpeg: 95, webp: 97, avif: 90 },
};

export function qualityOf(format: string, { quality, look }: Pick<Recipe, 'quality' | 'look'>): number {
  if (look === undefined) return quality;
  const { jpeg, ...others } = OF_LOOKS[look];
  return format === 'webp' || format === 'avif' ? others[format] : jpeg;
}

/** How many times as long a search for a size or a look takes as encoding once, by docs/looks.md. */
export function timesEncoded({ maxBytes, targetRatio, look }: Recipe): number {
  const bySize = maxBytes === undefined && targetRatio === undefined ? 1 : 3.5;
  return Math.max(bySize, look === undefined ? 1 : 1.5);
}

/** Between the qualities that were measured in a straight line; beyond them as at the last. */
export function bitsAt(format: string, quality: number): Bits | undefined {
  const rows = Object.entries(OUTPUT_BITS).find(([known]) => known === format)?.[1];
  const [first] = rows ?? [];
  if (!rows || !first) return undefined;
  const below = rows.findLast(([measured]) => measured <= quality) ?? first;
  const above = rows.find(([measured]) => measured >= quality) ?? below;
  const share = above[0] === below[0] ? 0 : (quality - below[0]) / (above[0] - below[0]);
  const between = (name: keyof Bits) => below[1][name] + share * (above[1][name] - below[1][name]);
  return { low: between('low'), likely: between('likely'), high: between('high') };
}
