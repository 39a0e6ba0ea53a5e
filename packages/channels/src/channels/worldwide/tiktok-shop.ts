import type { Channel } from '../../rule.ts';
import { megabytes } from '../amounts.ts';

const PARTNER_CENTER = 'TikTok Shop Partner Center, Upload and Create Product, mirror of 2025-12-03';
const ACADEMY = 'Public research file, citing TikTok Shop Academy US (2026-09-01) and UK (2025-11-17)';
const US = 'TikTok Shop in the US';
const SHOP_FRONT = 'SKU IQ help (undated)';
const API_ALLOWS = 'the Partner Center allows 10 MB and JPG, JPEG, PNG, WEBP, HEIC and BMP.';

export const TIKTOK_SHOP: Channel = {
  id: 'tiktok-shop',
  name: 'TikTok Shop',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minSize', width: 300, height: 300 },
      effect: 'refuses',
      certainty: 'official schema',
      source: `${PARTNER_CENTER}, error 12019116`,
    },
    {
      id: 'min-size-us',
      by: US,
      check: { kind: 'minSize', width: 600, height: 600 },
      effect: 'refuses',
      certainty: 'second hand',
      source: `${ACADEMY}; SKU IQ help`,
    },
    {
      id: 'min-size-uk',
      by: 'TikTok Shop in the UK',
      check: { kind: 'minSize', width: 800, height: 800 },
      effect: 'refuses',
      certainty: 'second hand',
      source: ACADEMY,
      disputed: 'the US policy asks for 600 × 600 pixels, and the Partner Center for 300 × 300.',
    },
    {
      id: 'max-size',
      check: { kind: 'maxSize', width: 4000, height: 4000 },
      effect: 'refuses',
      certainty: 'official schema',
      source: `${PARTNER_CENTER}, error 12019116`,
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(10) },
      effect: 'refuses',
      certainty: 'official schema',
      source: `${PARTNER_CENTER}, error 12038005`,
    },
    {
      id: 'max-bytes-shop-front',
      check: { kind: 'maxBytes', ...megabytes(5) },
      effect: 'refuses',
      certainty: 'second hand',
      source: SHOP_FRONT,
      disputed: API_ALLOWS,
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['jpeg', 'png', 'webp', 'heic', 'bmp'] },
      effect: 'refuses',
      certainty: 'official schema',
      source: `${PARTNER_CENTER}, error 12038004`,
    },
    {
      id: 'formats-shop-front',
      check: { kind: 'formats', formats: ['jpeg', 'png'] },
      effect: 'refuses',
      certainty: 'second hand',
      source: SHOP_FRONT,
      disputed: API_ALLOWS,
    },
    {
      id: 'ratio',
      check: {
        kind: 'aspect',
        min: 0.745,
        max: 1.34,
        asks: 'a ratio of width to height from 3:4 to 4:3',
      },
      effect: 'alters',
      certainty: 'official schema',
      source: PARTNER_CENTER,
      consequence: 'It turns other images into squares.',
    },
    {
      id: 'max-count',
      check: { kind: 'maxCount', images: 9 },
      effect: 'refuses',
      certainty: 'official schema',
      source: `${PARTNER_CENTER}, error 12052306`,
    },
    {
      id: 'recommended-count',
      check: { kind: 'minCount', images: 5 },
      effect: 'advice',
      certainty: 'official schema',
      source: PARTNER_CENTER,
    },
    {
      id: 'white-background',
      check: { kind: 'whiteBorder' },
      effect: 'advice',
      certainty: 'official schema',
      source: PARTNER_CENTER,
      role: 'main',
    },
    {
      id: 'white-background-us',
      by: US,
      check: { kind: 'whiteBorder' },
      effect: 'refuses',
      certainty: 'second hand',
      source: `${ACADEMY}; policy tracker`,
      role: 'main',
    },
    {
      id: 'grey-us',
      by: US,
      check: { kind: 'colours', without: 'grey' },
      effect: 'refuses',
      certainty: 'second hand',
      source: ACADEMY,
    },
    {
      id: 'copies-us',
      by: US,
      check: { kind: 'differentImages' },
      effect: 'refuses',
      certainty: 'second hand',
      source: 'Policy tracker on the US policy, which bans several images of the same angle',
    },
    {
      id: 'overlays-us',
      by: US,
      check: {
        kind: 'unmeasured',
        asks: 'pictures without text, logo, border, watermark, graphics, filter or mosaic',
      },
      effect: 'refuses',
      certainty: 'second hand',
      source: ACADEMY,
      exceptions: 'The UK allows the product’s own branding.',
    },
  ],
  notes: [
    'Only images that were uploaded through the API are taken, no foreign URLs (official schema).',
    'Images for other uses have 100 × 100 to 20,000 × 20,000 pixels; those of a size chart 1024 or more on the shorter side (official schema).',
    'Each value of one attribute may carry an image (official schema).',
    'The shop front takes up to 6000 × 6000 pixels (second hand).',
  ],
  contradictions: [
    'Smallest size: 300 × 300 by the API; 600 × 600 in the US and 800 × 800 in the UK by their shop pages, second hand.',
    'Bytes and formats: 10 MB and six formats by the API; 5 MB, JPG and PNG by third parties.',
  ],
  notFound: ['the official pages for the US and the UK'],
  output: {
    format: 'jpeg',
    maxWidth: 4000,
    maxHeight: 4000,
    maxBytes: 5_000_000,
    mayScale: true,
    look: 'good',
  },
};
