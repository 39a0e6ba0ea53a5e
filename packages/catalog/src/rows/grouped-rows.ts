import type { CatalogueLayout } from '@halftone/contracts';
import { BYTES_BESIDE_URL } from '../cells/json-size.ts';
import { type Draft, type RowRules, urlsIn } from './product-row.ts';

type Grouping = NonNullable<CatalogueLayout['group']>;

/** Where images stand that have no position, and those of variants: behind the others. */
const UNPLACED = 1e9;
const VARIANT = 2e9;

/** The rows of one product so far: its first row, and each image with its place. */
type Group = { key: string; first: Draft; places: Map<string, number>; bytes: number };

/**
 * Puts adjacent rows together that are one product. By a key: a row continues the product above when it has the same
 * key, or neither key nor name. By kind: a row of a kind that begins a product does, and every other continues it. The
 * product has the cells of its first row, and every image once: by position, then those without a position, then the
 * images of variants. A bad row makes the product a bad one.
 */
export function groupedRows(group: Grouping, rules: RowRules) {
  const { layout, limits } = rules;
  const ownImages = layout.images.filter((column) => !group.variantImages.includes(column));
  let open: Group | null = null;

  const keyOf = ({ cells }: Draft) => (group.by === undefined ? '' : (cells[group.by] ?? '').trim());

  const continues = ({ key }: Group, row: Draft) => {
    if (group.kind !== undefined) {
      const kind = (row.cells[group.kind] ?? '').trim().toLowerCase();
      return kind !== '' && !group.starts?.includes(kind);
    }
    const own = keyOf(row);
    return own === '' ? row.name === '' : own === key;
  };

  const addImages = (product: Group, { cells, urls }: Draft) => {
    const position = group.position === undefined ? '' : (cells[group.position] ?? '').trim();
    const place = /^\d{1,6}$/.test(position) ? Number(position) : UNPLACED;
    const own = new Set(urlsIn(cells, layout, ownImages));
    for (const url of urls) {
      const known = product.places.get(url);
      // A product that no event can hold is a fault already; more of its images need not be kept.
      if (known === undefined && product.bytes > limits.maxRowBytes) continue;
      if (known === undefined) product.bytes += url.length + BYTES_BESIDE_URL;
      product.places.set(url, Math.min(known ?? VARIANT, own.has(url) ? place : VARIANT));
    }
  };

  const complete = ({ first, places }: Group): Draft => {
    const urls = [...places].sort(([, a], [, b]) => a - b).map(([url]) => url);
    const cells = first.cells.map((cell, column) => (layout.images.includes(column) ? '' : cell));
    cells[layout.images[0] ?? 0] = urls.join(', ');
    return { ...first, cells, urls };
  };

  const end = () => {
    const ended = open && complete(open);
    open = null;
    return ended;
  };

  return {
    /** Takes the next row; gives the product before it, when that ends here. */
    add(row: Draft): Draft | null {
      if (open && continues(open, row)) {
        open.first.name ||= row.name;
        open.first.serial ||= row.serial;
        open.first.fault ??= row.fault;
        addImages(open, row);
        return null;
      }
      const ended = end();
      open = { key: keyOf(row), first: row, places: new Map(), bytes: 0 };
      addImages(open, row);
      return ended;
    },
    end,
  };
}
