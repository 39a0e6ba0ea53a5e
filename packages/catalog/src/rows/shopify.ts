import { splitUrls } from '../cells/image-urls.ts';
import { BYTES_BESIDE_URL } from '../cells/json-size.ts';
import type { Layout } from '../columns/layout.ts';
import type { Draft, RowRules } from './product-row.ts';

type ShopifyLayout = Extract<Layout, { format: 'shopify' }>;

/** Where images stand that have no position, and those of variants: behind the others. */
const UNPLACED = 1e9;
const VARIANT = 2e9;

/** The rows of one product so far: its first row, and each image with its place. */
type Group = { handle: string; first: Draft; places: Map<string, number>; bytes: number };

/**
 * Puts the rows of a Shopify export together. A row continues the product of the row above when it has the same handle,
 * or neither handle nor title. The product has the cells of its first row, and every image once: by `Image Position`, then
 * those without a position, then the images of variants. A bad row makes the product a bad one.
 */
export function handleGroups(layout: ShopifyLayout, { limits }: RowRules) {
  let open: Group | null = null;

  const continues = (group: Group, handle: string, { name }: Draft) =>
    handle === '' ? name === '' : handle === group.handle;

  const addImages = (group: Group, { cells, urls }: Draft) => {
    const position = layout.position === null ? '' : (cells[layout.position] ?? '').trim();
    const place = /^\d{1,6}$/.test(position) ? Number(position) : UNPLACED;
    const ownImages = splitUrls(cells[layout.imageSrc] ?? '').length;
    urls.forEach((url, index) => {
      const known = group.places.get(url);
      // A product that no event can hold is a fault already; more of its images need not be kept.
      if (known === undefined && group.bytes > limits.maxRowBytes) return;
      if (known === undefined) group.bytes += url.length + BYTES_BESIDE_URL;
      group.places.set(url, Math.min(known ?? VARIANT, index < ownImages ? place : VARIANT));
    });
  };

  const complete = ({ handle, first, places }: Group): Draft => {
    const urls = [...places].sort(([, a], [, b]) => a - b).map(([url]) => url);
    const cells = first.cells.map((cell, position) => (layout.images.includes(position) ? '' : cell));
    cells[layout.imageSrc] = urls.join(', ');
    return { ...first, name: first.name || handle, cells, urls };
  };

  const end = () => {
    const ended = open && complete(open);
    open = null;
    return ended;
  };

  return {
    /** Takes the next row; gives the product before it, when that ends here. */
    add(row: Draft): Draft | null {
      const handle = (row.cells[layout.handle] ?? '').trim();
      if (open && continues(open, handle, row)) {
        open.first.name ||= row.name;
        open.first.fault ??= row.fault;
        addImages(open, row);
        return null;
      }
      const ended = end();
      open = { handle, first: row, places: new Map(), bytes: 0 };
      addImages(open, row);
      return ended;
    },
    end,
  };
}
