import type { Recipe } from '@halftone/contracts';

export type Effort = NonNullable<Recipe['effort']>;

/**
 * Time against size, in the options of each encoder. `npm run bench -- formats` measures them at equal likeness
 * (docs/performance.md): WebP at 1 saves a quarter of the time of 2 for files an eighth larger, AVIF at 2 takes three fifths
 * more than 1 for files 2 % smaller. At more effort than these AVIF took 4 s and PNG 11 s for two megapixels.
 */
export const EFFORTS = {
  jpeg: { fast: { optimiseCoding: false }, balanced: {}, small: { mozjpeg: true } },
  png: { fast: { effort: 1 }, balanced: { effort: 3 }, small: { effort: 6 } },
  webp: { fast: { effort: 0 }, balanced: { effort: 2 }, small: { effort: 5 } },
  avif: { fast: { effort: 0 }, balanced: { effort: 1 }, small: { effort: 3 } },
  gif: { fast: { effort: 3 }, balanced: { effort: 7 }, small: { effort: 8 } },
} as const;

/** At two seconds a megapixel, larger images would take longer for a small file than one image may take. */
export const MAX_PIXELS_FOR_SMALL = 25e6;
