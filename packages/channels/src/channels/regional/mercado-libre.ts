import type { Channel } from '../../rule.ts';
import { megabytes } from '../amounts.ts';

const PICTURES = 'Mercado Libre Developers, Working with pictures (2024-02-02 and later)';
const FAQ = 'Mercado Libre Developers, Images and moderation FAQ (2026-05-05)';

export const MERCADO_LIBRE: Channel = {
  id: 'mercado-libre',
  name: 'Mercado Libre',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minSize', width: 500, height: 500 },
      effect: 'unclear',
      certainty: 'official page',
      source: PICTURES,
      disputed: 'the page on global selling says 40 × 40 pixels.',
    },
    {
      id: 'recommended-size',
      check: { kind: 'minSize', width: 1200, height: 1200 },
      effect: 'advice',
      certainty: 'official page',
      source: PICTURES,
    },
    {
      id: 'scaled',
      check: { kind: 'maxSize', width: 1920, height: 1920 },
      effect: 'alters',
      isHarmless: true,
      certainty: 'official page',
      source: PICTURES,
      consequence: 'It scales larger images down.',
    },
    {
      id: 'zoom',
      check: { kind: 'minWidth', pixels: 801 },
      effect: 'alters',
      isHarmless: true,
      certainty: 'official page',
      source: PICTURES,
      consequence: 'Narrower images have no zoom.',
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(10) },
      effect: 'refuses',
      certainty: 'official page',
      source: PICTURES,
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['jpeg', 'png', 'webp', 'gif'] },
      effect: 'unclear',
      isBan: true,
      certainty: 'official page',
      source: `${PICTURES}; ${FAQ}`,
    },
    {
      id: 'formats-guide',
      check: { kind: 'formats', formats: ['jpeg', 'png'] },
      effect: 'unclear',
      certainty: 'official page',
      source: PICTURES,
      disputed: 'its FAQ of 2026 says that WebP and GIF are processed, too.',
    },
    {
      id: 'colours',
      check: { kind: 'colours', without: 'cmyk' },
      effect: 'advice',
      certainty: 'official page',
      source: PICTURES,
    },
    {
      id: 'fill',
      check: { kind: 'unmeasured', asks: 'a product that fills 95 % of the frame' },
      effect: 'advice',
      certainty: 'official page',
      source: PICTURES,
    },
    {
      id: 'count',
      check: {
        kind: 'unmeasured',
        asks: 'as many images as the category allows, for the item and for a variation',
      },
      effect: 'refuses',
      certainty: 'official page',
      source: `${PICTURES}; answers for categories in public code: 12 and 6, 15 and 6`,
    },
    {
      id: 'reachable',
      check: { kind: 'reachable' },
      effect: 'refuses',
      certainty: 'official page',
      source: FAQ,
    },
    {
      id: 'overlays',
      check: {
        kind: 'unmeasured',
        asks: 'a white cover, and pictures without text, logo, watermark or code',
      },
      effect: 'warns',
      certainty: 'second hand',
      source: 'Public research file, citing Mercado Libre help 805',
      exceptions: 'Packaging may be shown from the second photo on.',
    },
    {
      id: 'white-cover',
      check: { kind: 'whiteBorder' },
      effect: 'warns',
      certainty: 'second hand',
      source: 'Public research file, citing Mercado Libre help 805',
      role: 'main',
      consequence: 'It pushes other covers down.',
    },
  ],
  notes: ['Zoom is advised for apparel and property (official page).'],
  contradictions: [
    'Smallest size: 500 × 500 by the page of the site; 40 × 40 by the page on global selling. Neither says what happens below.',
    'Formats: JPG and PNG by the guide; WebP and GIF as well by the FAQ of 2026. The audit goes by the FAQ.',
  ],
  notFound: ['what happens below 500 pixels'],
  output: {
    format: 'jpeg',
    maxWidth: 1920,
    maxHeight: 1920,
    maxBytes: 10_000_000,
    mayScale: true,
    look: 'good',
  },
};
