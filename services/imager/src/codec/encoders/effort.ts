import type { Recipe } from '@halftone/contracts';

export type Effort = NonNullable<Recipe['effort']>;

/**
 * Time against size, in the options of each encoder. From single runs on one drawn picture of 1600 × 1200 with grain, so
 * an indication and no more; fast, balanced and small at quality 50 took
 * - JPEG 19, 25 and 205 ms for 182, 153 and 94 kB,
 * - WebP 40, 69 and 185 ms for 241, 255 and 194 kB,
 * - AVIF 89, 530 and 774 ms for 177, 193 and 171 kB,
 * - PNG 0.7, 0.9 and 4.0 s for 842, 825 and 625 kB.
 * Where balanced is larger than fast, it comes closer to the picture. At more effort yet AVIF took 4 s and PNG 11 s.
 */
export const EFFORTS = {
  jpeg: { fast: { optimiseCoding: false }, balanced: {}, small: { mozjpeg: true } },
  png: { fast: { effort: 1 }, balanced: { effort: 3 }, small: { effort: 6 } },
  webp: { fast: { effort: 0 }, balanced: { effort: 2 }, small: { effort: 5 } },
  avif: { fast: { effort: 0 }, balanced: { effort: 2 }, small: { effort: 3 } },
  gif: { fast: { effort: 3 }, balanced: { effort: 7 }, small: { effort: 8 } },
} as const;

/** At two seconds a megapixel, larger images would take longer for a small file than one image may take. */
export const MAX_PIXELS_FOR_SMALL = 25e6;
