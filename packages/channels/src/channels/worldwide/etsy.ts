import type { Channel } from '../../rule.ts';
import { megabytes } from '../amounts.ts';

const RESEARCH = 'Public research file of 2026-09-24, citing Etsy help 115015663347 (updated 2026-09-23)';

export const ETSY: Channel = {
  id: 'etsy',
  name: 'Etsy',
  rules: [
    {
      id: 'recommended-size',
      check: { kind: 'minSize', width: 2000, height: 2000 },
      effect: 'advice',
      certainty: 'second hand',
      source: RESEARCH,
    },
    {
      id: 'first-photo-size',
      check: { kind: 'minLongest', pixels: 635 },
      effect: 'warns',
      certainty: 'second hand',
      source: RESEARCH,
      role: 'main',
      consequence: 'A smaller first photo ranks lower.',
    },
    {
      id: 'recommended-bytes',
      check: { kind: 'maxBytes', ...megabytes(1) },
      effect: 'advice',
      certainty: 'second hand',
      source: RESEARCH,
      consequence: 'The upload of larger files may not finish on a slow connection.',
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(10) },
      effect: 'unclear',
      certainty: 'second hand',
      source: 'Hauld, Etsy photo checklist (2026-05-26)',
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['jpeg', 'gif', 'png', 'svg', 'heic'] },
      effect: 'unclear',
      isBan: true,
      certainty: 'second hand',
      source: RESEARCH,
    },
    {
      id: 'animation',
      check: { kind: 'still' },
      effect: 'unclear',
      isBan: true,
      certainty: 'second hand',
      source: RESEARCH,
    },
    {
      id: 'transparency',
      check: { kind: 'opaque' },
      effect: 'alters',
      certainty: 'second hand',
      source: `${RESEARCH}; public prompt file for Etsy sellers`,
      consequence: 'Clear areas turn black.',
    },
    {
      id: 'first-photo-ratio',
      check: {
        kind: 'aspect',
        min: 0.97,
        max: Number.POSITIVE_INFINITY,
        asks: 'a first photo that is square or wider than high',
      },
      effect: 'advice',
      certainty: 'second hand',
      source: RESEARCH,
      role: 'main',
      consequence: 'Thumbnails are cut; the same page also argues against square.',
    },
    {
      id: 'max-count',
      check: { kind: 'maxCount', images: 20 },
      effect: 'refuses',
      certainty: 'second hand',
      source: `${RESEARCH}; public client that quotes the API’s error at 20`,
    },
    {
      id: 'max-count-earlier',
      check: { kind: 'maxCount', images: 10 },
      effect: 'refuses',
      certainty: 'official answer',
      source: 'etsy/open-api issues 340, 558, 606 (2022)',
      disputed: '10 is from errors of 2022; newer sources say 20.',
    },
    {
      id: 'collage',
      check: { kind: 'unmeasured', asks: 'a first photo that is no collage, not dark and not blurry' },
      effect: 'warns',
      certainty: 'second hand',
      source: RESEARCH,
    },
    {
      id: 'real-item',
      check: { kind: 'unmeasured', asks: 'photos of the real item, not a rendering or stock photo' },
      effect: 'refuses',
      certainty: 'official page',
      source: 'Etsy, Listing Image Requirements, House Rules (undated)',
      exceptions: 'Digital items may use mock-ups.',
    },
  ],
  notes: [
    'Colours are converted to sRGB (second hand).',
    'Two videos may come on top of the photos (second hand).',
  ],
  contradictions: [
    'Number of photos: 20 by sources of 2026; 10 by API errors of 2022 and a blog of 2026-05.',
  ],
  notFound: ['official text of the rules on size, bytes and formats', 'greatest width or height'],
  output: { format: 'jpeg', maxBytes: 1_000_000, mayScale: true, look: 'good' },
};
