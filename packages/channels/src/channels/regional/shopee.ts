import type { Channel } from '../../rule.ts';
import { about, megabytes } from '../amounts.ts';

const OPEN_PLATFORM = 'Shopee Open Platform, upload image and Creating product, mirror of 2025-12-03';

export const SHOPEE: Channel = {
  id: 'shopee',
  name: 'Shopee',
  rules: [
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(10) },
      effect: 'refuses',
      certainty: 'official schema',
      source: OPEN_PLATFORM,
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['jpeg', 'png'] },
      effect: 'refuses',
      certainty: 'official schema',
      source: OPEN_PLATFORM,
    },
    {
      id: 'max-count',
      check: { kind: 'maxCount', images: 9 },
      effect: 'refuses',
      certainty: 'official schema',
      source: OPEN_PLATFORM,
    },
    {
      id: 'square',
      check: { kind: 'aspect', ...about(1), asks: 'square images' },
      effect: 'alters',
      certainty: 'official schema',
      source: OPEN_PLATFORM,
      consequence: 'It makes other images square; listed sellers may have 3:4.',
    },
    {
      id: 'recommended-size',
      check: { kind: 'minSize', width: 1024, height: 1024 },
      effect: 'advice',
      certainty: 'second hand',
      source: 'Docstring of a public client, an older text',
    },
    {
      id: 'overlays',
      check: {
        kind: 'unmeasured',
        asks: 'text and graphics on at most 25 % of the background, and never on the product',
      },
      effect: 'warns',
      certainty: 'second hand',
      source: 'Public research file, citing Shopee Seller Education Hub (2026)',
      exceptions: 'Mall rules differ by country.',
    },
  ],
  notes: [
    'Files are uploaded, no URL is taken (official schema).',
    'Images in a description are left as they are (official schema).',
    'The text of the page says fewer than 9 images, its schema up to 9 (official schema).',
  ],
  contradictions: ['Bytes: 10 MB (2025); 2 MB by the text of an older client. The audit goes by the newer.'],
  notFound: ['the smallest size'],
  output: { format: 'jpeg', maxBytes: 10_000_000, mayScale: true, look: 'good' },
};
