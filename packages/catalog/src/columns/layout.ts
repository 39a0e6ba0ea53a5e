import type { CatalogueLayout, Columns } from '@halftone/contracts';
import { columnNamed, columnsNamed, type Headings, headingsOf } from '../systems/headings.ts';
import type { ShopSystem } from '../systems/shop-system.ts';
import { isOwnTemplate } from './plain-columns.ts';
import { recognise } from './recognise.ts';

/** Where a file's header and its first product stand; `headerLine` is 0 when there is no header. */
export type Lines = { headerLine: number; dataLine: number };

/** The layout of a file of no known system. One of our own template has to have an image in every row. */
export function plainLayout(images: number[], headings: Headings, lines: Lines): CatalogueLayout {
  const isOurs = headings.length === 0 || lines.headerLine === 0 || isOwnTemplate(headings, images);
  return {
    system: 'plain',
    images,
    ...lines,
    withoutImages: isOurs ? 'reject' : 'leave-out',
    onceEach: false,
    nameFallbacks: [],
  };
}

/** The layout of a shop system's export, by the row of the table. */
export function systemLayout(
  system: ShopSystem,
  images: number[],
  headings: Headings,
  lines: Lines,
): CatalogueLayout {
  const group = groupOf(system, headings);
  const parent = parentOf(system, headings);
  return {
    system: system.id,
    images,
    ...lines,
    withoutImages: 'leave-out',
    onceEach: true,
    nameFallbacks: columnsNamed(headings, system.nameFallbacks ?? []),
    ...(system.separators && { separators: [...system.separators] }),
    ...(parent && { parent }),
    ...(group && { group }),
    ...(system.files && 'baseUrl' in system.files && { baseUrl: system.files.baseUrl }),
  };
}

function parentOf({ parent }: ShopSystem, headings: Headings): CatalogueLayout['parent'] {
  const column = parent ? columnNamed(headings, parent.column) : null;
  if (!parent || column === null) return undefined;
  return { column, keys: columnsNamed(headings, parent.keys) };
}

function groupOf({ group }: ShopSystem, headings: Headings): CatalogueLayout['group'] {
  if (!group) return undefined;
  const by = group.by ? columnNamed(headings, group.by) : null;
  const kind = group.kind ? columnNamed(headings, group.kind.column) : null;
  if (by === null && kind === null) return undefined;
  const position = group.position ? columnNamed(headings, group.position) : null;
  return {
    ...(by !== null && { by }),
    ...(kind !== null && group.kind && { kind, starts: [...group.kind.starts] }),
    ...(position !== null && { position }),
    variantImages: columnsNamed(headings, group.variantImages ?? []),
  };
}

/**
 * How the rows of an accepted file become products. An acceptance from before layouts were part of it says the columns
 * alone; what they meant then follows from the header.
 */
export function layoutOf(columns: Columns): CatalogueLayout {
  if (columns.layout) return columns.layout;
  const headings = headingsOf(columns.header);
  const lines = columns.header.length > 0 ? { headerLine: 1, dataLine: 2 } : { headerLine: 0, dataLine: 1 };
  const recognised = recognise(headings, []);
  if (recognised && recognised.images.length > 0) {
    return systemLayout(recognised.system, recognised.images, headings, lines);
  }
  return plainLayout([columns.images], headings, lines);
}
