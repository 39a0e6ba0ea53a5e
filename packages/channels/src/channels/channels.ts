import type { Channel } from '../rule.ts';
import { GOOGLE_MERCHANT } from './feeds/google-merchant.ts';
import { IDEALO } from './feeds/idealo.ts';
import { META } from './feeds/meta.ts';
import { PINTEREST } from './feeds/pinterest.ts';
import { ALLEGRO } from './regional/allegro.ts';
import { BOL } from './regional/bol.ts';
import { KAUFLAND } from './regional/kaufland.ts';
import { LAZADA } from './regional/lazada.ts';
import { MERCADO_LIBRE } from './regional/mercado-libre.ts';
import { OTTO } from './regional/otto.ts';
import { SHOPEE } from './regional/shopee.ts';
import { ZALANDO } from './regional/zalando.ts';
import { AMAZON } from './worldwide/amazon.ts';
import { EBAY } from './worldwide/ebay.ts';
import { ETSY } from './worldwide/etsy.ts';
import { SHOPIFY } from './worldwide/shopify.ts';
import { TIKTOK_SHOP } from './worldwide/tiktok-shop.ts';
import { WALMART } from './worldwide/walmart.ts';
import { WAYFAIR } from './worldwide/wayfair.ts';

/** All channels, in the order in which they are shown. */
export const CHANNELS: readonly Channel[] = [
  GOOGLE_MERCHANT,
  META,
  PINTEREST,
  IDEALO,
  AMAZON,
  EBAY,
  ETSY,
  SHOPIFY,
  TIKTOK_SHOP,
  WALMART,
  WAYFAIR,
  ALLEGRO,
  BOL,
  KAUFLAND,
  LAZADA,
  MERCADO_LIBRE,
  OTTO,
  SHOPEE,
  ZALANDO,
];

/** The day on which the sources were read. */
export const READ_ON = '2026-11-29';

const BY_ID: ReadonlyMap<string, Channel> = new Map(CHANNELS.map((channel) => [channel.id, channel]));

/** @throws Error when there is no such channel */
export function channelOf(id: string): Channel {
  const channel = BY_ID.get(id);
  if (!channel) throw new Error(`There is no channel "${id}"`);
  return channel;
}
