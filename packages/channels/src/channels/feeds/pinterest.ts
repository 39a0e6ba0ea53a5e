import type { Channel } from '../../rule.ts';
import { about } from '../amounts.ts';

const SPEC = 'Pinterest REST API spec 5.23.0 (2025-12-11)';
const ADS = 'Pinterest, for ads,';

export const PINTEREST: Channel = {
  id: 'pinterest',
  name: 'Pinterest',
  rules: [
    {
      id: 'main-image',
      check: { kind: 'mainImage' },
      effect: 'refuses',
      certainty: 'official schema',
      source: SPEC,
    },
    {
      id: 'reachable',
      check: { kind: 'reachable' },
      effect: 'refuses',
      certainty: 'official schema',
      source: SPEC,
      role: 'main',
    },
    {
      id: 'additional-reachable',
      check: { kind: 'reachable' },
      effect: 'alters',
      certainty: 'official schema',
      source: SPEC,
      role: 'additional',
      consequence: 'It publishes the product without the image.',
    },
    {
      id: 'max-count',
      check: { kind: 'maxCount', images: 11 },
      effect: 'alters',
      certainty: 'second hand',
      source: `${SPEC}, without the number; Feedy McFeed Feed docs, for ten additional images`,
      consequence: 'It leaves out the rest, by its own page; the number is second hand.',
    },
    {
      id: 'ad-min-size',
      by: ADS,
      check: { kind: 'minSize', width: 76, height: 76 },
      effect: 'warns',
      certainty: 'official schema',
      source: SPEC,
    },
    {
      id: 'ad-max-pixels',
      by: ADS,
      check: { kind: 'maxPixels', pixels: 89_478_484, asks: '89478484 pixels in all' },
      effect: 'warns',
      certainty: 'official schema',
      source: SPEC,
    },
    {
      id: 'ad-extension',
      by: ADS,
      check: { kind: 'extension' },
      effect: 'warns',
      certainty: 'official schema',
      source: SPEC,
    },
    {
      id: 'ad-url-length',
      by: ADS,
      check: { kind: 'urlLength', characters: 2047 },
      effect: 'warns',
      certainty: 'official schema',
      source: SPEC,
    },
    {
      id: 'recommended-size',
      check: { kind: 'minSize', width: 1000, height: 1500 },
      effect: 'advice',
      certainty: 'second hand',
      source: 'EmberFeed, Pinterest Shopping feed',
    },
    {
      id: 'recommended-ratio',
      check: { kind: 'aspect', ...about(2 / 3), asks: 'a ratio of width to height of 2:3' },
      effect: 'advice',
      certainty: 'second hand',
      source: 'EmberFeed, Pinterest Shopping feed',
    },
  ],
  notes: ['The tag of an ad image has at most 511 characters (official schema).'],
  contradictions: ['1000 × 1500 pixels: a recommendation by most, a floor by one vendor (EmberFeed).'],
  notFound: [
    'size, formats and bytes of the main image',
    'greatest length of its URL',
    'the number of additional images',
  ],
  output: { format: 'jpeg', maxWidth: 9459, maxHeight: 9459, look: 'good' },
};
