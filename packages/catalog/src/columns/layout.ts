import type { Columns } from '@halftone/contracts';
import { bare, positionOf } from './header-names.ts';
import { imageColumnsOf } from './image-columns.ts';

/**
 * How the rows of a file become products.
 * - `plain`: a row is a product, and one without an image is at fault.
 * - `woocommerce`: a row is a product; a variation too, when it has an image of its own. Rows without one are left out.
 * - `shopify`: adjacent rows with the same handle are one product. Products without an image are left out.
 */
export type Layout = { images: number[] } & (
  | { format: 'plain' }
  | { format: 'woocommerce'; nameFallbacks: number[] }
  | { format: 'shopify'; imageSrc: number; handle: number; position: number | null }
);

export type CatalogueFormat = Layout['format'];

/** Shopify renamed its columns; both spellings are about. */
const SHOPIFY = {
  handle: ['handle', 'urlhandle'],
  imageSrc: ['imagesrc', 'productimageurl'],
  position: ['imageposition'],
  variantImage: ['variantimage', 'variantimageurl'],
} as const;

const WOOCOMMERCE = ['type', 'sku', 'name', 'images'];
const WOOCOMMERCE_NAME_FALLBACKS = ['parent', 'sku', 'id'];

/** The layout of a file with these columns. It follows from them alone, so that every reading finds the same products. */
export function layoutOf({ header, images }: Columns): Layout {
  const names = header.map(bare);
  const handle = positionOf(names, SHOPIFY.handle);
  const imageSrc = positionOf(names, SHOPIFY.imageSrc);
  if (handle !== null && imageSrc !== null && names.includes('title')) {
    const variantImage = positionOf(names, SHOPIFY.variantImage);
    const gathered = variantImage === null ? [imageSrc] : [imageSrc, variantImage];
    return {
      format: 'shopify',
      images: gathered,
      imageSrc,
      handle,
      position: positionOf(names, SHOPIFY.position),
    };
  }
  const gathered = imageColumnsOf(header);
  const all = gathered.length > 0 ? gathered : [images];
  if (
    WOOCOMMERCE.every((name) => names.includes(name)) &&
    (names.includes('id') || names.includes('parent'))
  ) {
    const nameFallbacks = WOOCOMMERCE_NAME_FALLBACKS.map((name) => names.indexOf(name)).filter(
      (at) => at !== -1,
    );
    return { format: 'woocommerce', images: all, nameFallbacks };
  }
  return { format: 'plain', images: all };
}
