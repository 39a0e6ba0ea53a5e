import { type Static, Type } from 'typebox';

/** Named, so that generated clients have one type for it. */
const oneOf = <T extends string>(title: string, values: readonly T[], description: string, byDefault: T) =>
  Type.Unsafe<T>({ title, type: 'string', enum: [...values], default: byDefault, description });

/** An edge longer than any format holds. */
const MAX_EDGE = 65_535;

/** A year, in seconds. */
const MAX_TRUSTED_AGE = 31_536_000;

/** How much like its source an image has to look, where that decides its quality. */
export const LOOKS = ['identical', 'good', 'small'] as const;
export type Look = (typeof LOOKS)[number];

/** What is done to every image of a request. What is left out is as its default says. */
export const Recipe = Type.Object(
  {
    quality: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 50,
      description:
        'Encoder quality, as sharp and libvips count it. With look it is that of animations alone. The word auto is taken too, and is look: good.',
    }),
    format: Type.Optional(
      oneOf(
        'OutputFormat',
        ['same', 'jpeg', 'webp', 'avif', 'png'],
        'The format of the outputs; same keeps that of each image, but for TIFF, which browsers do not show.',
        'same',
      ),
    ),
    maxWidth: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_EDGE,
        description: 'Fit inside this width, in pixels; images are never enlarged.',
      }),
    ),
    maxHeight: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_EDGE,
        description: 'Fit inside this height, in pixels; images are never enlarged.',
      }),
    ),
    effort: Type.Optional(
      oneOf(
        'Effort',
        ['fast', 'balanced', 'small'],
        'Time against size: how hard the encoder tries.',
        'balanced',
      ),
    ),
    targetRatio: Type.Optional(
      Type.Number({
        minimum: 0.05,
        maximum: 0.95,
        description:
          "Instead of quality: the highest quality whose result is at most this share of the source's bytes. Where none is small enough, as with PNG from a JPEG, the smallest result; its event and its row show the bytes.",
      }),
    ),
    maxBytes: Type.Optional(
      Type.Integer({
        minimum: 1_000,
        maximum: 1_000_000_000,
        description:
          'Instead of quality: the highest quality whose result has at most so many bytes. No output ever has more: an image that cannot be made so small fails with cannot_fit.',
      }),
    ),
    mayScale: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'Whether an image that does not fit into maxBytes at a decent quality becomes smaller in pixels.',
      }),
    ),
    look: Type.Optional(
      Type.Unsafe<Look>({
        title: 'Look',
        type: 'string',
        enum: [...LOOKS],
        description:
          'Instead of quality: the lowest quality at which each image still looks like this. identical: side by side no difference is seen; good: hardly one, at no more bytes than a JPEG of quality 80; small: at no more than one of 50. With maxBytes or targetRatio no higher quality than fits.',
      }),
    ),
    keepMetadata: Type.Optional(
      Type.Unsafe<boolean | 'none'>({
        title: 'KeepMetadata',
        enum: [false, true, 'none'],
        default: false,
        description:
          'With true, EXIF, XMP and the colour profile are kept in the outputs. Otherwise one property is: the IPTC digital source type, by which images made by AI are known; with none not even that.',
      }),
    ),
    reuse: Type.Optional(
      oneOf(
        'Reuse',
        ['auto', 'never', 'trust'],
        'Whether an output of an earlier request is taken where the same work was done before: auto if the server of the image says that it has not changed, or sends the same bytes; never; trust also without asking the server, up to the age in reuseMaxAge.',
        'auto',
      ),
    ),
    reuseMaxAge: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_TRUSTED_AGE,
        description:
          'With reuse: trust, and only with it: how long ago the image was last seen at its server at most, in seconds. Older ones are handled as with auto.',
      }),
    ),
  },
  { title: 'Recipe', description: 'What is done to every image of a request.', additionalProperties: false },
);
export type Recipe = Static<typeof Recipe>;

/** Quality 50, the reading of "compress by 50 %" that all reference systems share. */
export const DEFAULT_RECIPE: Recipe = { quality: 50 };

/**
 * The recipe in the form in which it stands in events: without what only repeats a default, so that two recipes that do
 * the same are the same, and give an image the same id.
 */
export function recipeOf({ quality = 50, ...options }: Partial<Recipe>): Recipe {
  const { format, effort, keepMetadata, maxWidth, maxHeight, targetRatio, maxBytes, mayScale, look } =
    options;
  const { reuse, reuseMaxAge } = options;
  return {
    quality,
    ...(format && format !== 'same' && { format }),
    ...(maxWidth !== undefined && { maxWidth }),
    ...(maxHeight !== undefined && { maxHeight }),
    ...(effort && effort !== 'balanced' && { effort }),
    ...(targetRatio !== undefined && { targetRatio }),
    ...(maxBytes !== undefined && { maxBytes, ...(mayScale && { mayScale }) }),
    ...(look && { look }),
    ...(keepMetadata && { keepMetadata }),
    ...(reuse && reuse !== 'auto' && { reuse }),
    ...(reuse === 'trust' && reuseMaxAge !== undefined && { reuseMaxAge }),
  };
}

/** What a recipe has to say about the image itself: every option, also of a later version, but those about reuse. */
export type Work = Omit<Recipe, 'reuse' | 'reuseMaxAge'>;

/** The work that a recipe asks for. Two recipes with the same work give the same outputs, whether they reuse them or not. */
export function workOf({ reuse: _reuse, reuseMaxAge: _age, ...work }: Recipe): Work {
  return work;
}

/**
 * A recipe that somebody wrote, in which `quality: auto` stands for a look: good, unless it names another. Events and answers
 * have a number there, as they always had, and `look` beside it.
 */
export function withoutAuto<T>(given: T): T | Record<string, unknown> {
  if (typeof given !== 'object' || given === null || !('quality' in given) || given.quality !== 'auto')
    return given;
  const { quality: _, ...options } = given;
  return { look: 'good' satisfies Look, ...options };
}

export const LANES = ['express', 'bulk'] as const;

/** Small requests take the express lane, for which the imager keeps slots free. */
export const Lane = Type.Union([Type.Literal('express'), Type.Literal('bulk')], {
  title: 'Lane',
  description: 'Express for small requests, so that they do not wait behind large ones; bulk for the others.',
});
export type Lane = Static<typeof Lane>;
