import { MARKETPLACES } from './marketplaces.ts';
import type { ShopSystem } from './shop-system.ts';
import { SHOPS } from './shops.ts';

/** Every system whose files are recognised, in the order in which they are tried. */
export const SYSTEMS: readonly ShopSystem[] = [...SHOPS, ...MARKETPLACES];
