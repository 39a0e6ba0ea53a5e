import { MARKETPLACES } from './marketplaces.ts';
import type { ShopSystem } from './shop-system.ts';
import { SHOPS } from './shops.ts';
import { WOOCOMMERCE } from './woocommerce.ts';

/**
 * Every system whose files are recognised, in the order in which they are tried. WooCommerce is told by words that other
 * files may have as well, and so comes last.
 */
export const SYSTEMS: readonly ShopSystem[] = [...SHOPS, ...MARKETPLACES, WOOCOMMERCE];
