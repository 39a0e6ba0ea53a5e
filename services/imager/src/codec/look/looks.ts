import type { Look } from '@halftone/contracts';
import type { OutputFormat } from '../../formats/formats.ts';
import type { Curve } from '../search/curve.ts';

/** What is written at a quality that the look decides. */
export type LookFormat = Extract<OutputFormat, 'jpeg' | 'webp' | 'avif'>;

/**
 * The distance that a look allows. That of good is the mean of JPEGs of quality 80, that of small of those of 50, on the
 * pictures of docs/looks.md; below that of identical, people who see both in turn name no difference.
 */
export const MOST_DISTANCE: Readonly<Record<Look, number>> = { identical: 11, good: 20, small: 33 };

/**
 * The negative logarithm of the distance: the mean of the photographs of docs/looks.md.
 */
export const DISTANCE_CURVES: Readonly<Record<LookFormat, Curve>> = {
  jpeg: [
    [20, -4.2],
    [30, -3.97],
    [40, -3.79],
    [50, -3.66],
    [60, -3.55],
    [70, -3.41],
    [75, -3.27],
    [80, -3.17],
    [85, -3.05],
    [90, -2.85],
    [95, -2.61],
    [98, -2.33],
  ],
  webp: [
    [20, -4.08],
    [40, -3.82],
    [60, -3.63],
    [75, -3.51],
    [80, -3.38],
    [85, -3.24],
    [90, -3.06],
    [95, -2.8],
    [98, -2.67],
  ],
  avif: [
    [20, -4.28],
    [30, -4.12],
    [40, -3.83],
    [50, -3.43],
    [60, -3.18],
    [75, -2.88],
    [85, -2.66],
    [90, -2.5],
    [95, -2.33],
    [98, -2.21],
  ],
};

/** Below the lower ones the metric has not been compared with others; above the upper ones files only grow. */
export const QUALITIES: Readonly<Record<LookFormat, readonly [lowest: number, highest: number]>> = {
  jpeg: [25, 96],
  webp: [20, 98],
  avif: [25, 96],
};
