import type { ImageFacts, ProductFacts } from '../facts.ts';
import {
  asciiUrl,
  fileName,
  hostName,
  noQuery,
  ports,
  reachable,
  scheme,
  urlLength,
  withoutComma,
} from './address.ts';
import type { Check, CheckKind, CheckOf, ImageCheckKind, ProductCheckKind } from './check.ts';
import { colours, opaque, sourceType, still, unmeasured, unread, whiteBorder } from './content.ts';
import { extension, formats, imageExtension, maxBytes, minBytes, minQuality } from './file.ts';
import type { ImageKind, Outcome, ProductKind, ProductOutcome, Words } from './kind.ts';
import {
  differentImages,
  differentUrls,
  largest,
  mainImage,
  maxCount,
  maxPerVariation,
  minCount,
  oneHost,
} from './product.ts';
import {
  aspect,
  maxLongest,
  maxPixels,
  maxSize,
  maxWidth,
  minLongest,
  minSides,
  minSize,
  minWidth,
} from './size.ts';

const OF_IMAGES: { [K in ImageCheckKind]: ImageKind<K> } = {
  minSize,
  minWidth,
  minLongest,
  minSides,
  maxSize,
  maxLongest,
  maxWidth,
  maxPixels,
  aspect,
  maxBytes,
  minBytes,
  formats,
  extension,
  imageExtension,
  minQuality,
  still,
  opaque,
  colours,
  whiteBorder,
  sourceType,
  unmeasured,
  unread,
  reachable,
  scheme,
  asciiUrl,
  urlLength,
  noQuery,
  ports,
  hostName,
  withoutComma,
  fileName,
};

const OF_PRODUCTS: { [K in ProductCheckKind]: ProductKind<K> } = {
  mainImage,
  minCount,
  maxCount,
  maxPerVariation,
  differentUrls,
  largest,
  differentImages,
  oneHost,
};

const WORDS: { [K in CheckKind]: Words<K> } = { ...OF_IMAGES, ...OF_PRODUCTS };

/** What looks at one image only, and what compares the images of a product. */
export const isOfProducts = (check: Check): check is CheckOf<ProductCheckKind> => check.kind in OF_PRODUCTS;

export const isOfImages = (check: Check): check is CheckOf<ImageCheckKind> => check.kind in OF_IMAGES;

export function measureImage<K extends ImageCheckKind>(check: CheckOf<K>, image: ImageFacts): Outcome {
  const kind: ImageKind<K> = OF_IMAGES[check.kind];
  return kind.measure(check, image);
}

export function measureProduct<K extends ProductCheckKind>(
  check: CheckOf<K>,
  product: ProductFacts,
): readonly ProductOutcome[] {
  const kind: ProductKind<K> = OF_PRODUCTS[check.kind];
  return kind.measure(check, product);
}

/** What a check asks for, what to do when it fails, whether a recipe can, and what is left unchecked. */
export function wordsOf<K extends CheckKind>(
  check: CheckOf<K>,
): { asked: string; hint: string; isFixable: boolean; unchecked: string | undefined } {
  const { asks, hint, isFixable, unchecked }: Words<K> = WORDS[check.kind];
  return { asked: asks(check), hint: hint(check), isFixable: isFixable ?? false, unchecked };
}

/** What no measurement tells. */
export const isForEyes = ({ kind }: Check): boolean => kind === 'unmeasured' || kind === 'unread';
