import type { Channel } from '../../rule.ts';
import { megabytes } from '../amounts.ts';

const TECHNICAL = 'Amazon Seller Central US, Technical image file requirements (undated)';
const APPAREL = 'Amazon Seller Central Germany, apparel images (undated)';
const PRODUCT_TYPES =
  'Attribute names (main, other 1 to 8, swatch) in public code for Amazon’s product type schema';
const GUIDES = 'Guides of 2026';

export const AMAZON: Channel = {
  id: 'amazon',
  name: 'Amazon',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minLongest', pixels: 500 },
      effect: 'refuses',
      certainty: 'second hand',
      source: 'Older copy of Amazon’s own image text; Fynd docs, Amazon image guidelines; guides of 2026',
    },
    {
      id: 'wanted-size',
      check: { kind: 'minLongest', pixels: 1000 },
      effect: 'advice',
      certainty: 'official page',
      source: TECHNICAL,
      consequence: 'Smaller images have no zoom.',
    },
    {
      id: 'recommended-size',
      check: { kind: 'minLongest', pixels: 1600 },
      effect: 'advice',
      certainty: 'second hand',
      source: `${GUIDES}; Amazon checklist copied by E-tailize`,
    },
    {
      id: 'max-size',
      check: { kind: 'maxLongest', pixels: 10_000 },
      effect: 'refuses',
      certainty: 'official page',
      source: TECHNICAL,
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(10) },
      effect: 'unclear',
      certainty: 'second hand',
      source: GUIDES,
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['jpeg', 'tiff', 'png', 'gif'] },
      effect: 'refuses',
      certainty: 'official page',
      source: TECHNICAL,
    },
    {
      id: 'animation',
      check: { kind: 'still' },
      effect: 'refuses',
      certainty: 'official page',
      source: TECHNICAL,
    },
    {
      id: 'colours',
      check: { kind: 'colours', without: 'cmyk' },
      effect: 'advice',
      certainty: 'official page',
      source: TECHNICAL,
      consequence: 'It takes CMYK, but the tones shift.',
    },
    {
      id: 'transparency',
      check: { kind: 'opaque' },
      effect: 'alters',
      certainty: 'second hand',
      source: 'changethisfile, Seller Central',
      consequence: 'It shows clear areas as grey or black.',
    },
    {
      id: 'resolution',
      check: { kind: 'unmeasured', asks: 'a resolution of 72 dpi or more' },
      effect: 'advice',
      certainty: 'official page',
      source: TECHNICAL,
    },
    {
      id: 'tiff',
      check: { kind: 'unmeasured', asks: 'TIFF files without compression or layers' },
      effect: 'advice',
      certainty: 'official page',
      source: TECHNICAL,
    },
    {
      id: 'main-image',
      check: { kind: 'mainImage' },
      effect: 'refuses',
      certainty: 'official page',
      source: APPAREL,
    },
    {
      id: 'max-count',
      check: { kind: 'maxCount', images: 9 },
      effect: 'refuses',
      certainty: 'official schema',
      source: PRODUCT_TYPES,
      exceptions: 'A swatch image may come on top.',
    },
    {
      id: 'max-count-with-swatch',
      check: { kind: 'maxCount', images: 10 },
      effect: 'refuses',
      certainty: 'official schema',
      source: PRODUCT_TYPES,
      consequence: 'That is one main image, eight others and a swatch; it refuses more.',
    },
    {
      id: 'recommended-count',
      check: { kind: 'minCount', images: 6 },
      effect: 'advice',
      certainty: 'official page',
      source: TECHNICAL,
    },
    {
      id: 'white-background',
      check: { kind: 'whiteBorder' },
      effect: 'refuses',
      certainty: 'official page',
      source: `${APPAREL}; older Amazon text`,
      role: 'main',
      consequence:
        'It hides products whose main image has another background from its search; some decorative home goods need no white (second hand).',
    },
    {
      id: 'fill',
      check: { kind: 'unmeasured', asks: 'a product that fills 85 % of the main image' },
      effect: 'refuses',
      certainty: 'official page',
      source: APPAREL,
    },
    {
      id: 'overlays',
      check: {
        kind: 'unmeasured',
        asks: 'a main image without text, logo, border, watermark, props or packaging',
      },
      effect: 'refuses',
      certainty: 'second hand',
      source: `Older Amazon text; ${GUIDES.toLowerCase()}`,
    },
    {
      id: 'reachable',
      check: { kind: 'reachable' },
      effect: 'refuses',
      certainty: 'official page',
      source: 'Amazon, SP-API docs, Submit media attributes (undated)',
    },
  ],
  notes: [
    'WebP and HEIC are not taken by the upload (second hand).',
    'Apparel is to be near 3:4 (official page).',
    'Amazon may reorder images or whiten the background of a main image that breaks the rules, in the EU and UK since 2023-10-31 (OnlinehändlerNews 2023, second hand).',
    'AWS or another CDN is advised; a private S3 bucket works with a role (official page).',
  ],
  contradictions: [
    'Longest side: 10,000 pixels by Amazon; 3000 by older German guides. The audit goes by Amazon.',
    'Colours: RGB or CMYK by Amazon; sRGB only by a guide of 2026.',
    'Host of the URLs: any public one by the SP-API docs; Amazon’s own hosts alone by errors of the Listings API (issues of 2021 to 2023).',
  ],
  notFound: [
    'an official limit of bytes',
    'the 500 pixels in a current page',
    'the full list of refused file types',
  ],
  output: {
    format: 'jpeg',
    maxWidth: 10_000,
    maxHeight: 10_000,
    maxBytes: 10_000_000,
    mayScale: true,
    look: 'good',
  },
};
