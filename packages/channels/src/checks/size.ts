import type { ImageFacts } from '../facts.ts';
import { failed, type ImageKind, type Outcome, PASSED, unknown } from './kind.ts';
import { writtenNumber, writtenSize } from './quantities.ts';

type Size = { width: number; height: number };

/** Of an image whose size is known; the rule passes or the size is what was found. */
function measured({ width, height }: ImageFacts, passes: (size: Size) => boolean): Outcome {
  if (width === undefined || height === undefined) return unknown('size');
  return passes({ width, height }) ? PASSED : failed(writtenSize(width, height));
}

const LARGER = 'Supply a larger picture; Halftone never enlarges one.';
const SMALLER = 'Scale it down with `maxWidth` and `maxHeight`.';

export const minSize: ImageKind<'minSize'> = {
  asks: ({ width, height }) => `at least ${writtenSize(width, height)}`,
  measure: (least, image) =>
    measured(image, ({ width, height }) => width >= least.width && height >= least.height),
  hint: () => LARGER,
};

export const minWidth: ImageKind<'minWidth'> = {
  asks: ({ pixels }) => `a width of at least ${pixels} pixels`,
  measure: ({ pixels }, image) => measured(image, ({ width }) => width >= pixels),
  hint: () => LARGER,
};

export const minLongest: ImageKind<'minLongest'> = {
  asks: ({ pixels }) => `at least ${pixels} pixels on the longer side`,
  measure: ({ pixels }, image) => measured(image, ({ width, height }) => Math.max(width, height) >= pixels),
  hint: () => LARGER,
};

export const minSides: ImageKind<'minSides'> = {
  asks: ({ shorter, longer }) => `at least ${shorter} pixels on the shorter side and ${longer} on the longer`,
  measure: ({ shorter, longer }, image) =>
    measured(
      image,
      ({ width, height }) => Math.min(width, height) >= shorter && Math.max(width, height) >= longer,
    ),
  hint: () => LARGER,
};

export const maxSize: ImageKind<'maxSize'> = {
  isFixable: true,
  asks: ({ width, height }) => `at most ${writtenSize(width, height)}`,
  measure: (most, image) =>
    measured(image, ({ width, height }) => width <= most.width && height <= most.height),
  hint: () => SMALLER,
};

export const maxLongest: ImageKind<'maxLongest'> = {
  isFixable: true,
  asks: ({ pixels }) => `at most ${pixels} pixels on the longer side`,
  measure: ({ pixels }, image) => measured(image, ({ width, height }) => Math.max(width, height) <= pixels),
  hint: () => SMALLER,
};

export const maxWidth: ImageKind<'maxWidth'> = {
  isFixable: true,
  asks: ({ pixels }) => `a width of at most ${pixels} pixels`,
  measure: ({ pixels }, image) => measured(image, ({ width }) => width <= pixels),
  hint: () => SMALLER,
};

export const maxPixels: ImageKind<'maxPixels'> = {
  isFixable: true,
  asks: ({ pixels, asks }) => `at most ${asks ?? `${writtenNumber(pixels / 1_000_000)} megapixels`}`,
  measure: ({ pixels }, image) => measured(image, ({ width, height }) => width * height <= pixels),
  hint: () => SMALLER,
};

export const aspect: ImageKind<'aspect'> = {
  asks: ({ asks }) => asks,
  measure: ({ min, max }, image) =>
    measured(image, ({ width, height }) => width / height >= min && width / height <= max),
  hint: () => 'Crop the picture, or put it on a larger canvas; Halftone keeps the ratio of an image.',
};
