/**
 * What rules look at, with the values they compare. Sizes are in pixels; a ratio is width divided by height. `asks` is how
 * the source writes the value, where that is not how it is compared: `16 MB`.
 */
type OfImages = {
  minSize: { width: number; height: number };
  minWidth: { pixels: number };
  minLongest: { pixels: number };
  minSides: { shorter: number; longer: number };
  maxSize: { width: number; height: number };
  maxLongest: { pixels: number };
  maxWidth: { pixels: number };
  maxPixels: { pixels: number; asks?: string };
  aspect: { min: number; max: number; asks: string };
  maxBytes: { bytes: number; asks?: string };
  minBytes: { bytes: number; asks?: string };
  formats: { formats: readonly string[]; asks?: string };
  extension: object;
  imageExtension: object;
  minQuality: { quality: number };
  still: object;
  opaque: object;
  colours: { without: 'cmyk' | 'grey' };
  whiteBorder: object;
  sourceType: object;
  unmeasured: { asks: string };
  unread: { asks: string };
  reachable: object;
  scheme: { schemes: readonly ('http' | 'https')[] };
  asciiUrl: object;
  urlLength: { characters: number };
  noQuery: object;
  ports: { ports: readonly number[] };
  hostName: object;
  withoutComma: object;
  fileName: { banned: RegExp; asks: string };
};

type OfProducts = {
  mainImage: object;
  largest: { pixels: number };
  minCount: { images: number };
  maxCount: { images: number };
  maxPerVariation: { images: number };
  differentUrls: object;
  differentImages: object;
  oneHost: { own: string };
};

export type ImageCheckKind = keyof OfImages;
export type ProductCheckKind = keyof OfProducts;
export type CheckKind = ImageCheckKind | ProductCheckKind;

type Values = OfImages & OfProducts;
export type CheckOf<K extends CheckKind> = { [P in K]: { kind: P } & Values[P] }[K];
export type Check = CheckOf<CheckKind>;
