import type { Channel } from '../../rule.ts';
import { megabytes } from '../amounts.ts';

const HELP_QUOTED = 'Shopify help, product media types, as quoted by two public files (2026)';
const MANAGE_MEDIA = 'shopify.dev, Manage media for products (undated)';
const REST_PAGE = 'Shopify, REST product image page (undated)';

export const SHOPIFY: Channel = {
  id: 'shopify',
  name: 'Shopify',
  rules: [
    {
      id: 'max-size',
      check: { kind: 'maxSize', width: 5000, height: 5000 },
      effect: 'refuses',
      certainty: 'second hand',
      source: HELP_QUOTED,
    },
    {
      id: 'max-pixels',
      check: { kind: 'maxPixels', pixels: 25_000_000 },
      effect: 'refuses',
      certainty: 'second hand',
      source: HELP_QUOTED,
    },
    {
      id: 'max-size-developers',
      check: { kind: 'maxSize', width: 4472, height: 4472 },
      effect: 'refuses',
      certainty: 'official page',
      source: MANAGE_MEDIA,
      disputed: 'the help is quoted with 5000 × 5000 pixels or 25 megapixels.',
    },
    {
      id: 'max-pixels-developers',
      check: { kind: 'maxPixels', pixels: 20_000_000 },
      effect: 'refuses',
      certainty: 'official page',
      source: MANAGE_MEDIA,
      disputed: 'the help is quoted with 5000 × 5000 pixels or 25 megapixels.',
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(20) },
      effect: 'refuses',
      certainty: 'second hand',
      source: HELP_QUOTED,
    },
    {
      id: 'recommended-size',
      check: { kind: 'minLongest', pixels: 2048 },
      effect: 'advice',
      certainty: 'official page',
      source: MANAGE_MEDIA,
    },
    {
      id: 'formats',
      check: {
        kind: 'formats',
        formats: ['png', 'jpeg', 'webp', 'svg', 'heic', 'gif', 'psd', 'tiff', 'bmp'],
      },
      effect: 'refuses',
      certainty: 'second hand',
      source: 'Copies of Shopify’s help page (2025 to 2026)',
    },
    {
      id: 'formats-developers',
      check: { kind: 'formats', formats: ['png', 'gif', 'jpeg'] },
      effect: 'refuses',
      certainty: 'official page',
      source: `${MANAGE_MEDIA}; ${REST_PAGE}`,
      disputed: 'copies of the help page list WebP, SVG, HEIC, PSD, TIFF and BMP as well.',
    },
    {
      id: 'max-count',
      check: { kind: 'maxCount', images: 250 },
      effect: 'refuses',
      certainty: 'official page',
      source: `Shopify API release notes 2024-04; ${REST_PAGE}`,
    },
    {
      id: 'file-name',
      check: {
        kind: 'fileName',
        banned: /\s|^[^\p{L}\p{N}]|\.\./u,
        asks: 'file names without spaces, double dots or a symbol at the beginning',
      },
      effect: 'advice',
      certainty: 'official page',
      source: REST_PAGE,
    },
  ],
  notes: [
    'An image over the limit can be missing from a product that was saved through the API, with no error (ShopifySharp issue 733, 2022, second hand).',
    'Theme images have at most 20 megapixels (second hand).',
    'Videos and 3D models count among the 250 media of a product (official page).',
    'Embedded colour profiles are stripped (second hand).',
  ],
  contradictions: [
    'Largest size: 5000 × 5000 pixels or 25 megapixels by the help as quoted; 4472 × 4472 or 20 by shopify.dev; 5460 × 8640 by one guide. The audit goes by the most lenient of the first two.',
    'Formats: PNG, JPEG, WEBP, SVG, HEIC, GIF, PSD, TIFF and BMP by copies of the help; PNG, GIF and JPG by shopify.dev. The audit goes by the help.',
  ],
  notFound: [
    'the official help page on product media types',
    'AVIF',
    'the smallest size',
    'whether source URLs need https',
  ],
  output: {
    format: 'jpeg',
    maxWidth: 4472,
    maxHeight: 4472,
    maxBytes: 20_000_000,
    mayScale: true,
    look: 'good',
  },
};
