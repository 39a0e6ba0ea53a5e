import type { Channel } from '../../rule.ts';
import { megabytes } from '../amounts.ts';

const UPLOAD_GUIDE = 'Lazada Open Platform, Image upload guide, mirror of 2025-12-03';
const OLD_GUIDELINE = 'Lazada Malaysia, Image & Content Guideline (2017)';
const NEWER =
  'that is a guideline of 2017 for fashion and sports; the upload guide allows 330 to 5000 pixels.';

export const LAZADA: Channel = {
  id: 'lazada',
  name: 'Lazada',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minSize', width: 330, height: 330 },
      effect: 'refuses',
      certainty: 'official page',
      source: UPLOAD_GUIDE,
    },
    {
      id: 'max-size',
      check: { kind: 'maxSize', width: 5000, height: 5000 },
      effect: 'refuses',
      certainty: 'official page',
      source: UPLOAD_GUIDE,
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', bytes: 3_145_728, asks: '3145728 bytes' },
      effect: 'refuses',
      certainty: 'official page',
      source: UPLOAD_GUIDE,
    },
    {
      id: 'max-bytes-calls',
      check: { kind: 'maxBytes', ...megabytes(1) },
      effect: 'refuses',
      certainty: 'official schema',
      source: 'Lazada Open Platform, error lists of UploadImage and MigrateImage (2022-07)',
      disputed: 'the image upload guide allows 3145728 bytes.',
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['jpeg', 'png'] },
      effect: 'refuses',
      certainty: 'official page',
      source: UPLOAD_GUIDE,
    },
    {
      id: 'max-count',
      check: { kind: 'maxCount', images: 8 },
      effect: 'refuses',
      certainty: 'official schema',
      source: 'Lazada Open Platform, SetImages errors (203); Create a product guide',
    },
    {
      id: 'max-per-variation',
      check: { kind: 'maxPerVariation', images: 8 },
      effect: 'refuses',
      certainty: 'official schema',
      source: 'Lazada Open Platform, SetImages errors (203); Create a product guide',
    },
    {
      id: 'recommended-count',
      check: { kind: 'minCount', images: 2 },
      effect: 'advice',
      certainty: 'second hand',
      source: OLD_GUIDELINE,
    },
    {
      id: 'url-port',
      check: { kind: 'ports', ports: [80, 443] },
      effect: 'refuses',
      certainty: 'official page',
      source: UPLOAD_GUIDE,
    },
    {
      id: 'url-host',
      check: { kind: 'hostName' },
      effect: 'refuses',
      certainty: 'official page',
      source: UPLOAD_GUIDE,
    },
    {
      id: 'min-size-2017',
      check: { kind: 'minSize', width: 500, height: 500 },
      effect: 'refuses',
      certainty: 'second hand',
      source: OLD_GUIDELINE,
      disputed: NEWER,
    },
    {
      id: 'max-size-2017',
      check: { kind: 'maxSize', width: 2000, height: 2000 },
      effect: 'refuses',
      certainty: 'second hand',
      source: OLD_GUIDELINE,
      disputed: NEWER,
    },
    {
      id: 'white-background-2017',
      check: { kind: 'whiteBorder' },
      effect: 'refuses',
      certainty: 'second hand',
      source: OLD_GUIDELINE,
      role: 'main',
      disputed: 'that is a guideline of 2017 for fashion and sports; newer pages do not ask for white.',
    },
    {
      id: 'fill-2017',
      check: { kind: 'unmeasured', asks: 'a product that fills 80 % of the frame' },
      effect: 'refuses',
      certainty: 'second hand',
      source: OLD_GUIDELINE,
    },
  ],
  notes: [
    'An image has to be downloaded within 5 seconds (official page).',
    'A product takes only Lazada’s own URLs, to which images are migrated first (official page).',
  ],
  contradictions: [
    'Bytes: 3,145,728 by the guide; 1 MB by the errors of the calls. The audit goes by the guide; outputs are made for the calls.',
  ],
  notFound: [],
  output: {
    format: 'jpeg',
    maxWidth: 5000,
    maxHeight: 5000,
    maxBytes: 1_000_000,
    mayScale: true,
    look: 'good',
  },
};
