import { HOSTED_SHOPS } from './hosted-shops.ts';
import { MARKETPLACES } from './marketplaces.ts';
import { SELF_HOSTED_SHOPS } from './self-hosted-shops.ts';
import type { ShopSystem } from './shop-system.ts';
import { WOOCOMMERCE } from './woocommerce.ts';

/**
 * Every system whose files are recognised, in the order in which they are tried. WooCommerce is told by words that other
 * files may have as well, and so comes last.
 */
export const SYSTEMS: readonly ShopSystem[] = [
  ...HOSTED_SHOPS,
  ...SELF_HOSTED_SHOPS,
  ...MARKETPLACES,
  WOOCOMMERCE,
];

/** Where a system's shops keep the images that its files name without a host; undefined where nothing is known of it. */
export function usualBase(id: string): string | undefined {
  const files = SYSTEMS.find((system) => system.id === id)?.files;
  return files && 'ask' in files ? files.ask : undefined;
}
