import type { Columns } from '@halftone/contracts';
import { columnsNamed, type Headings, headingsOf } from '../systems/headings.ts';

/** Headings of images that are none of them the main one, and of main ones; `#` stands for a number that may be missing. */
const FURTHER_IMAGES = [
  'additionalimagelink#',
  'additionalimageurl#',
  'lifestyleimagelink#',
  'otherimageurl#',
  'otherproductimagelocator#',
  'productsecondaryimageurl#',
  'swatchimageurl',
  'swatchproductimagelocator',
] as const;

/** Where a row says that it is a variation: by anything, or by one value. */
const VARIATIONS: readonly { headings: readonly string[]; value?: string }[] = [
  // Google, Meta, TikTok and Pinterest; Walmart; Amazon; eBay.
  { headings: ['itemgroupid'] },
  { headings: ['variantgroupid'] },
  { headings: ['parentsku', 'childparentsku'] },
  { headings: ['parentage', 'parentagelevel', 'parentchild'], value: 'child' },
  { headings: ['relationship'], value: 'variation' },
];

/** What the cells of a row tell of its product besides names and images. */
export type RowSigns = {
  /** The columns that it is read from, by their positions from 0. */
  columns: readonly number[];
  /** @param cells of these columns, in this order */
  read(cells: readonly (string | null)[]): {
    /** There are images, and by their columns none of them is the main one. */
    lacksMainImage: boolean;
    /** It is one of several that make up a product, which differ by colour, size and the like. */
    isVariation: boolean;
  };
};

/** By the headings of a file, how its rows are read for what a sales channel asks of products. */
export function rowSigns({ header, layout }: Columns): RowSigns {
  const headings = headingsOf(header);
  // Of rows that were put together, all images stand in the first column.
  const images = layout?.group ? [] : (layout?.images ?? []);
  const further = new Set(columnsNamed(headings, FURTHER_IMAGES));
  const variations = variationSigns(headings, layout?.parent?.column);
  const columns = [...new Set([...images, ...variations.map(({ column }) => column)])];
  return {
    columns,
    read(cells) {
      const cellAt = new Map(columns.map((column, index) => [column, (cells[index] ?? '').trim()]));
      const filled = images.filter((column) => cellAt.get(column));
      return {
        lacksMainImage: filled.length > 0 && filled.every((column) => further.has(column)),
        isVariation: variations.some(({ column, value }) => {
          const cell = cellAt.get(column) ?? '';
          return value === undefined ? cell !== '' : cell.toLowerCase() === value;
        }),
      };
    },
  };
}

function variationSigns(
  headings: Headings,
  parent: number | undefined,
): { column: number; value?: string }[] {
  const named = VARIATIONS.flatMap(({ headings: names, value }) =>
    columnsNamed(headings, names).map((column) => ({ column, ...(value !== undefined && { value }) })),
  );
  return parent === undefined ? named : [{ column: parent }, ...named];
}
