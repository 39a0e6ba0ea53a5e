import type { Channel } from '../../rule.ts';
import { about, megabytes } from '../amounts.ts';

const CATALOGUE = 'Meta, Marketing API catalogue reference, image fields (Graph v25, 2026-04-22 and mirrors)';
const FIELD_LIST = 'Copy of Meta’s field list; Meta’s own WooCommerce plugin (August 2026)';
const SHOP_GUIDELINES = 'Copies of Meta’s shop guidelines; code comments that quote Meta';

export const META: Channel = {
  id: 'meta',
  name: 'Meta',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minSize', width: 500, height: 500 },
      effect: 'refuses',
      certainty: 'official page',
      source: CATALOGUE,
    },
    {
      id: 'recommended-size',
      check: { kind: 'minSize', width: 1024, height: 1024 },
      effect: 'advice',
      certainty: 'second hand',
      source: SHOP_GUIDELINES,
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(8) },
      effect: 'refuses',
      certainty: 'official page',
      source: CATALOGUE,
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['jpeg', 'png'] },
      effect: 'refuses',
      certainty: 'official page',
      source: CATALOGUE,
    },
    {
      id: 'square',
      check: { kind: 'aspect', ...about(1), asks: 'square images for shops and carousels' },
      effect: 'advice',
      certainty: 'official page',
      source: 'Meta, Managing multiple aspect ratio images (2026)',
    },
    {
      id: 'main-image',
      check: { kind: 'mainImage' },
      effect: 'unclear',
      isBan: true,
      certainty: 'official schema',
      source: FIELD_LIST,
    },
    {
      id: 'max-count',
      check: { kind: 'maxCount', images: 21 },
      effect: 'alters',
      certainty: 'official schema',
      source: FIELD_LIST,
      consequence: 'That is one main image and 20 additional ones; the rest is cut off.',
    },
    {
      id: 'recommended-count',
      check: { kind: 'minCount', images: 4 },
      effect: 'advice',
      certainty: 'second hand',
      source: 'Public research file of 2026-09-24, citing Meta Business help',
    },
    {
      id: 'url-scheme',
      check: { kind: 'scheme', schemes: ['http', 'https'] },
      effect: 'refuses',
      certainty: 'official page',
      source: CATALOGUE,
    },
    {
      id: 'url-length',
      check: { kind: 'urlLength', characters: 2000 },
      effect: 'refuses',
      certainty: 'official page',
      source: CATALOGUE,
    },
    {
      id: 'overlays',
      check: {
        kind: 'unmeasured',
        asks: 'pictures without text over the product, call to action, promotional code, watermark or time-bound price',
      },
      effect: 'refuses',
      certainty: 'second hand',
      source: SHOP_GUIDELINES,
    },
    {
      id: 'photo',
      check: { kind: 'unmeasured', asks: 'photos, not drawings or icons, in shops' },
      effect: 'refuses',
      certainty: 'second hand',
      source: SHOP_GUIDELINES,
    },
  ],
  notes: [
    'Single-image ads are shown at 1.91:1 (official page), 1200 × 628 pixels (second hand).',
    'Images of 4:5 and 9:16 may be given with tags; stories and reels are 9:16 (official page).',
    'The list of additional images has at most 2000 characters (official schema).',
    'A changed image needs a new URL, or the old picture stays (official page).',
    'With a timestamp in the URL, refetching may stop; repeated failures stop it for 12 hours (Meta developer blog, 2021-01-05, official page).',
  ],
  contradictions: [
    'Formats: JPEG and PNG by Meta; JPG, GIF and PNG by the text of PrestaShop’s Facebook module. The audit goes by Meta.',
  ],
  notFound: [
    'greatest width, height or area',
    'rules on animation and transparency',
    'official text on 1024 pixels',
  ],
  output: { format: 'jpeg', maxBytes: 8_000_000, mayScale: true, look: 'good' },
};
