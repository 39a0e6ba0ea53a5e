// What is known of a product and its images, in the words of no channel. Every fact may be left out: then it is unknown,
// and a rule that needs it says so instead of passing.

/** The first image of a product is its main one, unless the catalogue says otherwise. */
export type Role = 'main' | 'additional';

/** What the sides of an image look like, seen on white paper. */
export type Border = {
  /** The most frequent colour, as `#rrggbb`. */
  colour: string;
  /** How much of the border has that colour, or nearly so, from 0 to 1. */
  share: number;
  /** How much of the border is white or nearly so, from 0 to 1. Transparent pixels count as white. */
  white: number;
  /** Left out when all four sides were looked at. */
  sides?: 'one';
};

/** One image as a channel would get it: the source, or the output. */
export type ImageFacts = {
  /** The place in the product, from 1. */
  position: number;
  /** When it is left out, the image with the lowest position is the main one. */
  role?: Role;
  /** The address that the channel is given. */
  url?: string;
  /** jpeg, png, webp, avif, gif, tiff, svg, heic, bmp. */
  format?: string;
  /** Pixels, after orientation. */
  width?: number;
  height?: number;
  bytes?: number;
  /** 1 for a still image. */
  frames?: number;
  /** Whether any pixel is less than opaque. */
  transparent?: boolean;
  colours?: 'rgb' | 'grey' | 'cmyk';
  /** The quality a JPEG was encoded at, from 1 to 100. */
  quality?: number;
  border?: Border;
  sha256?: string;
  /** The IPTC digital source type that the source's metadata names, as for images made by AI. */
  digitalSourceType?: string;
  /** Whether the file that the channel gets still names it. */
  keepsDigitalSourceType?: boolean;
  /** Why there is no image: a failure code of Halftone, such as `not_found`, and what happened. */
  failed?: { code: string; detail?: string };
};

/** Products that differ by colour or size alone are variations of one product. */
export type Variation = { id: string; positions: readonly number[] };

export type ProductFacts = {
  id: string;
  images: readonly ImageFacts[];
  /** Only if the catalogue says which images belong to which variation. */
  variations?: readonly Variation[];
};

/** What the channel asks more or less for. Left out, only what holds for every product is asked. */
export const CATEGORIES = ['apparel', 'vehicles'] as const;
export type Category = (typeof CATEGORIES)[number];

/** Whether the images are those of the catalogue, or what Halftone made of them. */
export const SUBJECTS = ['sources', 'outputs'] as const;
export type Subject = (typeof SUBJECTS)[number];
