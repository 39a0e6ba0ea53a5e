/**
 * One shop system, marketplace or feed: how its files are recognised and what their columns mean. All names of columns
 * are bare (see {@link bare} in headings.ts); `#` stands for a number that may be missing. Adding a system is adding a
 * row, and a file of its shape to its test.
 */
export type ShopSystem = {
  /** Stable: it stands in events and answers. */
  id: string;
  /** As its people call the system and the file. */
  title: string;
  /** Where the facts come from. */
  source: string;
  /** Headings that tell the file: all of any one list. */
  signs: readonly (readonly string[])[];
  /** The columns of the product's name, the preferred first. */
  name: readonly string[];
  /** The columns of its id or SKU, the preferred first. */
  serial: readonly string[];
  /** The columns of image URLs, in the order in which a product's images are wanted. */
  images: readonly string[];
  /** Columns that hold URLs of images which are none of the product, such as logos. */
  otherImages?: readonly string[];
  /** What stands between bare file names in a cell; URLs are told apart without it. */
  separators?: readonly string[];
  /** Columns that name a product whose name is empty, the preferred first. */
  nameFallbacks?: readonly string[];
  /** Where a variant names its parent, and by which columns a parent is named. */
  parent?: { column: readonly string[]; keys: readonly string[] };
  /** Adjacent rows that are one product. */
  group?: {
    /** They share the value of this column, or leave it empty. */
    by?: readonly string[];
    /** Or a row of one of these kinds begins a product, and all others continue it. */
    kind?: { column: readonly string[]; starts: readonly string[] };
    /** The place of a row's image among the product's. */
    position?: readonly string[];
    /** Images of variants, which stand behind the images of the product. */
    variantImages?: readonly string[];
  };
  /** Where bare file names are found. */
  files?: { baseUrl: string } | { ask: string };
  /** For an export that holds no images at all: what to do instead. */
  withoutImages?: string;
  /** One sentence for the page: what else is special about its files. */
  remark: string;
};
