import type { Channel } from '../../rule.ts';
import { megabytes } from '../amounts.ts';

const OPTIMISE = 'bol partner platform, Optimise images (undated)';

export const BOL: Channel = {
  id: 'bol',
  name: 'bol',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minSize', width: 500, height: 500 },
      effect: 'refuses',
      certainty: 'official page',
      source: OPTIMISE,
      consequence: 'It does not show smaller images, and a white margin does not count.',
    },
    {
      id: 'max-size',
      check: { kind: 'maxSize', width: 6000, height: 6000 },
      effect: 'refuses',
      certainty: 'official page',
      source: OPTIMISE,
      consequence: 'It refuses larger images; a white margin does not count.',
    },
    {
      id: 'min-bytes',
      check: { kind: 'minBytes', bytes: 30_000, asks: '30 KB' },
      effect: 'refuses',
      certainty: 'official page',
      source: OPTIMISE,
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(10) },
      effect: 'refuses',
      certainty: 'official page',
      source: OPTIMISE,
    },
    {
      id: 'zoom',
      check: { kind: 'minSize', width: 1200, height: 1200 },
      effect: 'alters',
      isHarmless: true,
      certainty: 'official page',
      source: OPTIMISE,
      consequence: 'Smaller images have no zoom.',
    },
    {
      id: 'white-background',
      check: { kind: 'whiteBorder' },
      effect: 'refuses',
      certainty: 'official page',
      source: OPTIMISE,
      role: 'main',
    },
    {
      id: 'overlays',
      check: {
        kind: 'unmeasured',
        asks: 'a main image without model, text, logo, icon, watermark, lifestyle scene or collage',
      },
      effect: 'refuses',
      certainty: 'official page',
      source: OPTIMISE,
      exceptions: 'Board games and media may show their packaging.',
    },
  ],
  notes: [
    'The order is: labelled views by category, then one primary image and positions 2 and 3, then by a score of quality (Channable help, image views for bol, second hand).',
  ],
  contradictions: [],
  notFound: ['formats', 'number of images'],
  // At a high quality even small pictures have 30 KB for the most part, and at this size none has 10 MB.
  output: { format: 'jpeg', maxWidth: 3000, maxHeight: 3000, quality: 90 },
};
