import { type Static, Type } from 'typebox';

/** What is done to every image of a request. */
export const Recipe = Type.Object(
  {
    quality: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'Encoder quality, as sharp and libvips count it.',
    }),
  },
  { description: 'What is done to every image of a request.', additionalProperties: false },
);
export type Recipe = Static<typeof Recipe>;

/** Quality 50, the reading of "compress by 50 %" that all reference systems share. */
export const DEFAULT_RECIPE: Recipe = { quality: 50 };

export const LANES = ['express', 'bulk'] as const;

/** Small requests take the express lane, for which the imager keeps slots free. */
export const Lane = Type.Union([Type.Literal('express'), Type.Literal('bulk')], {
  description: 'Express for small requests, so that they do not wait behind large ones; bulk for the others.',
});
export type Lane = Static<typeof Lane>;
