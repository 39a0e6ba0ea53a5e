import type { Channel } from '../../rule.ts';
import { megabytes } from '../amounts.ts';

const POLICY = 'eBay, Picture policy (help 4370, undated)';
const CATALOGUE_GUIDE = 'eBay, catalogue image guide (German, undated)';
const UPLOAD_WARNINGS = 'eBay developer KB 1489 (updated 2022-09-09)';
const MEDIA_API = 'eBay Media API spec v1_beta 5.x';
const INVENTORY_API = 'eBay Inventory API spec (2025-11-10); developer KB 1240';

export const EBAY: Channel = {
  id: 'ebay',
  name: 'eBay',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minLongest', pixels: 500 },
      effect: 'refuses',
      certainty: 'official page',
      source: POLICY,
    },
    {
      id: 'small',
      check: { kind: 'minLongest', pixels: 1000 },
      effect: 'warns',
      certainty: 'official page',
      source: UPLOAD_WARNINGS,
      consequence: 'Its picture upload answers with warning 21916790.',
    },
    {
      id: 'recommended-size',
      check: { kind: 'minLongest', pixels: 1600 },
      effect: 'advice',
      certainty: 'second hand',
      source: `eBay help 4148 as quoted in a public research file (2026-09); ${CATALOGUE_GUIDE}`,
      consequence: 'Zoom works best from 800 to 1600 pixels.',
    },
    {
      id: 'quality',
      check: { kind: 'minQuality', quality: 90 },
      effect: 'warns',
      certainty: 'official page',
      source: UPLOAD_WARNINGS,
      consequence: 'Its picture upload answers with warning 21916791.',
    },
    {
      id: 'max-size',
      check: { kind: 'maxSize', width: 9000, height: 9000 },
      effect: 'refuses',
      certainty: 'official page',
      source: CATALOGUE_GUIDE,
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(12) },
      effect: 'refuses',
      certainty: 'official page',
      source: `${CATALOGUE_GUIDE}; eBay help 4148 as quoted`,
    },
    {
      id: 'formats',
      check: {
        kind: 'formats',
        formats: ['jpeg', 'gif', 'png', 'bmp', 'tiff', 'avif', 'heic', 'webp'],
      },
      effect: 'refuses',
      certainty: 'official schema',
      source: MEDIA_API,
    },
    {
      id: 'animation',
      check: { kind: 'still' },
      effect: 'alters',
      certainty: 'official schema',
      source: `${MEDIA_API}, createImageFromUrl`,
      consequence: 'Of an animation it shows one picture.',
    },
    {
      id: 'min-count',
      check: { kind: 'minCount', images: 1 },
      effect: 'refuses',
      certainty: 'official schema',
      source: INVENTORY_API,
    },
    {
      id: 'max-count',
      check: { kind: 'maxCount', images: 24 },
      effect: 'refuses',
      certainty: 'official schema',
      source: INVENTORY_API,
      exceptCategory: 'vehicles',
    },
    {
      id: 'max-per-variation',
      check: { kind: 'maxPerVariation', images: 12 },
      effect: 'refuses',
      certainty: 'official schema',
      source: INVENTORY_API,
    },
    {
      id: 'url-scheme',
      check: { kind: 'scheme', schemes: ['https'] },
      effect: 'refuses',
      certainty: 'official schema',
      source: `${MEDIA_API}; ${INVENTORY_API}`,
    },
    {
      id: 'one-host',
      check: { kind: 'oneHost', own: 'ebayimg.com' },
      effect: 'refuses',
      certainty: 'official page',
      source: 'eBay developer KB 1240',
    },
    {
      id: 'overlays',
      check: {
        kind: 'unmeasured',
        asks: 'pictures without border, added text, artwork, marketing or watermark of any kind',
      },
      effect: 'refuses',
      certainty: 'official page',
      source: POLICY,
    },
    {
      id: 'real-item',
      check: {
        kind: 'unmeasured',
        asks: 'pictures of the item, no placeholder, and no stock photo of a used one',
      },
      effect: 'refuses',
      certainty: 'official page',
      source: POLICY,
    },
  ],
  notes: [
    'JPG, TIFF and BMP come back as JPG (Trading API, PictureFormatCodeType v1423, official schema).',
    'Of a PNG or TIFF of several pages one is kept (official schema).',
    'The first URL is the gallery picture (KB 1240, official page).',
    'For vehicles the number of pictures depends on the package (official schema).',
    'Older calls take JPG, GIF, PNG, BMP and TIFF alone (official schema).',
  ],
  contradictions: [
    'Number of images: 24 by the API spec of 2025; 12, and 24 for vehicles, by an older guide. The audit goes by the spec.',
    'Watermarks: banned by the policy; allowed within limits by that of 2013.',
  ],
  notFound: ['greatest URL length', 'greatest number of pixels today', 'rules on duplicates'],
  // At this quality and size no picture has 12 MB; more than 1600 pixels eBay does not show.
  output: { format: 'jpeg', maxWidth: 3200, maxHeight: 3200, quality: 90 },
};
