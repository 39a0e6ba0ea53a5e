import { bare } from './headings.ts';
import type { ShopSystem } from './shop-system.ts';
import { headingsOfRole, type WooCommerceRole } from './woocommerce-headings.ts';

const inAnyLanguage = (role: WooCommerceRole) => headingsOfRole(role).map(bare);

export const WOOCOMMERCE: ShopSystem = {
  id: 'woocommerce',
  title: 'WooCommerce product export',
  source: "Locale files of WooCommerce's language packs, and its exporter of 10.8.1.",
  // Recognised by the values of its Type column as well; see columns/recognise.ts.
  signs: [],
  name: inAnyLanguage('name'),
  serial: [...inAnyLanguage('sku'), ...inAnyLanguage('id')],
  images: inAnyLanguage('images'),
  separators: [','],
  nameFallbacks: [...inAnyLanguage('parent'), ...inAnyLanguage('sku'), ...inAnyLanguage('id')],
  parent: { column: inAnyLanguage('parent'), keys: [...inAnyLanguage('sku'), ...inAnyLanguage('id')] },
  remark:
    'Recognised in every language by the values of its type column (simple, variable, variation), which are never translated.',
};
