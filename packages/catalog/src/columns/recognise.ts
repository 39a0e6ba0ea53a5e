import { bare, columnNamed, columnsNamed, type Headings } from '../systems/headings.ts';
import type { ShopSystem } from '../systems/shop-system.ts';
import { SYSTEMS } from '../systems/systems.ts';
import { WOOCOMMERCE } from '../systems/woocommerce.ts';
import { headingsOfRole } from '../systems/woocommerce-headings.ts';
import { allFilled, holdsImageAddresses, type Sample } from './sample.ts';

/** A system, and the columns of a file that play its roles; `name` is null where the file has none. */
export type Recognised = { system: ShopSystem; name: number | null; images: number[] };

/**
 * The shop system whose export a file is, judged by its headings; for WooCommerce, whose headings are in the language of
 * the person who exported, by the values of its type column too.
 */
export function recognise(headings: Headings, sample: Sample): Recognised | null {
  for (const system of SYSTEMS) {
    if (system === WOOCOMMERCE) continue;
    if (!system.signs.some((signs) => signs.every((sign) => columnNamed(headings, [sign]) !== null)))
      continue;
    return {
      system,
      name: columnNamed(headings, system.name),
      images: columnsNamed(headings, system.images),
    };
  }
  const woocommerce = recogniseWooCommerce(headings, sample);
  return woocommerce && { system: WOOCOMMERCE, ...woocommerce };
}

/** The values of WooCommerce's Type column, which are not translated (10.8.1, includes/export). */
const TYPE_VALUE = /^(?:simple|variable|variation|grouped|external)(?:, (?:downloadable|virtual))*$/;
/** The values of its Published column. */
const PUBLISHED_VALUE = /^(?:-1|0|1)$/;

const ROLES = {
  images: headingsOfRole('images').map(bare),
  name: headingsOfRole('name').map(bare),
  type: headingsOfRole('type').map(bare),
  others: [...headingsOfRole('sku'), ...headingsOfRole('parent')].map(bare),
};

function recogniseWooCommerce(headings: Headings, sample: Sample) {
  const typed = headings.findIndex((_, column) => allFilled(sample, column, (cell) => TYPE_VALUE.test(cell)));
  const named = {
    images: columnsNamed(headings, ROLES.images),
    name: columnNamed(headings, ROLES.name),
  };
  if (typed === -1) {
    const fits =
      named.images.length > 0 &&
      columnNamed(headings, ROLES.type) !== null &&
      columnNamed(headings, ROLES.others) !== null &&
      named.name !== null;
    return fits ? named : null;
  }
  const byContent = headings.findIndex((_, column) => holdsImageAddresses(sample, column));
  const images = named.images.length > 0 ? named.images : byContent === -1 ? [] : [byContent];
  if (images.length === 0) return null;
  return { images, name: named.name ?? beforePublished(headings, sample, typed) };
}

/** The order of the columns is fixed: the name stands right before Published, whatever both are called. */
function beforePublished(headings: Headings, sample: Sample, type: number): number | null {
  for (let column = type + 2; column < Math.min(headings.length, type + 6); column++) {
    if (allFilled(sample, column, (cell) => PUBLISHED_VALUE.test(cell))) return column - 1;
  }
  return null;
}
