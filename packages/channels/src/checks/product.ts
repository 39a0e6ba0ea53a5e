import type { ImageFacts, ProductFacts } from '../facts.ts';
import { isGone } from './address.ts';
import { failed, PASSED, type ProductKind, type ProductOutcome, unknown } from './kind.ts';
import { imagesOf } from './quantities.ts';

/** The one that is called so, or else the first. */
export function mainImageOf({ images }: ProductFacts): ImageFacts | undefined {
  const named = images.find(({ role }) => role === 'main');
  if (named) return named;
  const unnamed = images.filter(({ role }) => role === undefined);
  return unnamed.reduce<ImageFacts | undefined>(
    (first, image) => (first && first.position <= image.position ? first : image),
    undefined,
  );
}

export const mainImage: ProductKind<'mainImage'> = {
  asks: () => 'a main image',
  measure: (_, product) => {
    const main = mainImageOf(product);
    if (!main) return [failed('no main image')];
    if (!main.failed) return [PASSED];
    const { position } = main;
    if (!isGone(main)) return [{ ...unknown('availability'), position }];
    return [{ ...failed('no main image', 'is the main image and could not be loaded'), position }];
  },
  hint: () => 'Add a main image that can be loaded.',
};

/** One image is enough, so one whose size is not known leaves the answer open. */
export const largest: ProductKind<'largest'> = {
  asks: ({ pixels }) => `an image of at least ${pixels} pixels on the longer side`,
  measure: ({ pixels }, { images }) => {
    const sides = images.map(({ width, height }) => width && height && Math.max(width, height));
    const known = sides.filter((side) => side !== undefined);
    if (known.some((side) => side >= pixels)) return [PASSED];
    if (known.length < sides.length) return [unknown('largest image')];
    const found = `${Math.max(...known)} pixels on the longer side`;
    return known.length === 0 ? [] : [failed(found, `has no image of more than ${found}`)];
  },
  hint: () => 'Supply larger pictures; Halftone never enlarges one.',
};

export const minCount: ProductKind<'minCount'> = {
  asks: ({ images }) => `at least ${imagesOf(images)}`,
  measure: (least, { images }) => [
    images.length >= least.images
      ? PASSED
      : failed(
          imagesOf(images.length),
          `has ${images.length === 0 ? 'no images' : `only ${imagesOf(images.length)}`}`,
        ),
  ],
  hint: () => 'Add images.',
};

export const maxCount: ProductKind<'maxCount'> = {
  asks: ({ images }) => `at most ${imagesOf(images)}`,
  measure: (most, { images }) => [images.length <= most.images ? PASSED : failed(imagesOf(images.length))],
  hint: () => 'Leave out the least important ones.',
};

/** Without variations there is nothing to ask. */
export const maxPerVariation: ProductKind<'maxPerVariation'> = {
  asks: ({ images }) => `at most ${imagesOf(images)} for each variation`,
  measure: (most, { variations = [] }) =>
    variations.map(({ id, positions }) => {
      const count = imagesOf(positions.length);
      return positions.length <= most.images
        ? PASSED
        : failed(count, `has ${count} for the variation “${id}”`);
    }),
  hint: () => 'Leave out the least important ones.',
};

export const differentUrls: ProductKind<'differentUrls'> = {
  asks: () => 'a different URL for each image',
  measure: (_, { images }) => repeated(images, ({ url }) => url, 'URL'),
  hint: () => 'Name each image once.',
};

export const differentImages: ProductKind<'differentImages'> = {
  asks: () => 'different images',
  measure: (_, { images }) => repeated(images, ({ sha256 }) => sha256, 'content'),
  hint: () => 'Replace the copy by another view of the product, or leave it out.',
};

/** Each image that repeats an earlier one. What is not known repeats nothing. */
function repeated(
  images: readonly ImageFacts[],
  key: (image: ImageFacts) => string | undefined,
  what: string,
): ProductOutcome[] {
  const first = new Map<string, number>();
  return images.flatMap((image) => {
    const value = key(image);
    if (value === undefined) return [];
    const earlier = first.get(value);
    if (earlier === undefined) {
      first.set(value, image.position);
      return [];
    }
    const found = `the ${what} of image ${earlier}`;
    return [{ ...failed(found, `has ${found} again`), position: image.position }];
  });
}

export const oneHost: ProductKind<'oneHost'> = {
  asks: ({ own }) => `images from ${own} or from other hosts, not both`,
  measure: ({ own }, { images }) => {
    const hosts = images.flatMap(({ url }) => (url && URL.canParse(url) ? [new URL(url).hostname] : []));
    const isOwn = (host: string) => host === own || host.endsWith(`.${own}`);
    const other = hosts.find((host) => !isOwn(host));
    return hosts.some(isOwn) && other !== undefined
      ? [failed(`${own} and ${other}`, `has images from ${own} and from ${other}`)]
      : [PASSED];
  },
  hint: () => 'Serve all images of a product from one place.',
};
