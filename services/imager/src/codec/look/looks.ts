import type { Look } from '@halftone/contracts';
import type { OutputFormat } from '../../formats/formats.ts';
import type { Curve } from '../search/curve.ts';

/** What is written at a quality that the look decides. */
export type LookFormat = Extract<OutputFormat, 'jpeg' | 'webp' | 'avif'>;

/** What a look asks for: a distance that is allowed, and the qualities among which the lowest that keeps to it is found. */
export type LookLimits = {
  most: number;
  lowest: number;
  highest: number;
  /** The highest for a photograph whose colours are as fine as its brightness, with as many bytes. */
  highestOfFineColours: number;
  /** Of drawings and text, which get what they need. */
  highestOfDrawings: number;
};

type InEachFormat = Readonly<Record<LookFormat, number>>;

/** Below these the metric has not been compared with another. */
const LOWEST: InEachFormat = { jpeg: 25, webp: 20, avif: 25 };

/** Above these files only grow. */
const AS_NEEDED: InEachFormat = { jpeg: 96, webp: 98, avif: 96 };

/**
 * Nobody who asks for smaller files is given larger ones for a picture in which errors hide anyway: good takes no more bytes
 * than a JPEG of quality 80, and small no more than one of 50. The qualities of WebP and AVIF are those of the same distance, on
 * the pictures of docs/looks.md. What is identical may cost what it has to.
 */
const LOOKS: Readonly<Record<Look, { most: number; highest: InEachFormat; ofFineColours: InEachFormat }>> = {
  identical: { most: 11, highest: AS_NEEDED, ofFineColours: AS_NEEDED },
  good: {
    most: 18,
    highest: { jpeg: 80, webp: 86, avif: 60 },
    ofFineColours: { jpeg: 62, webp: 86, avif: 54 },
  },
  small: {
    most: 30,
    highest: { jpeg: 53, webp: 65, avif: 46 },
    ofFineColours: { jpeg: 36, webp: 65, avif: 40 },
  },
};

export function limitsOf(look: Look, format: LookFormat): LookLimits {
  const { most, highest, ofFineColours } = LOOKS[look];
  return {
    most,
    lowest: LOWEST[format],
    highest: highest[format],
    highestOfFineColours: ofFineColours[format],
    highestOfDrawings: AS_NEEDED[format],
  };
}

/** The same for every format: a PNG has no qualities to choose among but those of its palette. */
export const mostOf = (look: Look): number => LOOKS[look].most;

/**
 * The negative logarithm of the distance: the mean of the photographs of docs/looks.md.
 */
export const DISTANCE_CURVES: Readonly<Record<LookFormat, Curve>> = {
  jpeg: [
    [20, -4.06],
    [30, -3.8],
    [40, -3.64],
    [50, -3.52],
    [60, -3.42],
    [68, -3.29],
    [76, -3.17],
    [82, -3.01],
    [88, -2.82],
    [91, -2.69],
    [94, -2.51],
    [97, -2.28],
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
