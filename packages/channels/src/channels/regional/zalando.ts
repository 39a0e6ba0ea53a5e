import type { Channel } from '../../rule.ts';
import { about, megabytes } from '../amounts.ts';

const IMAGE_GUIDES = 'Zalando Partner University, image guides (updated 2025-03-03)';
const ONBOARDING = 'Zalando developers, Product Onboarding API, best practices (undated)';

export const ZALANDO: Channel = {
  id: 'zalando',
  name: 'Zalando',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minSize', width: 762, height: 1100 },
      effect: 'refuses',
      certainty: 'official page',
      source: IMAGE_GUIDES,
    },
    {
      id: 'best-size',
      check: { kind: 'minSize', width: 1801, height: 2600 },
      effect: 'advice',
      certainty: 'official page',
      source: IMAGE_GUIDES,
    },
    {
      id: 'ratio',
      check: { kind: 'aspect', ...about(1 / 1.44), asks: 'upright images of 1:1.44' },
      effect: 'refuses',
      certainty: 'official page',
      source: IMAGE_GUIDES,
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(20) },
      effect: 'refuses',
      certainty: 'official page',
      source: `${IMAGE_GUIDES}; ${ONBOARDING}`,
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['png', 'jpeg'] },
      effect: 'refuses',
      certainty: 'official page',
      source: ONBOARDING,
    },
    {
      id: 'formats-partner-page',
      check: { kind: 'formats', formats: ['jpeg'] },
      effect: 'refuses',
      certainty: 'official page',
      source: IMAGE_GUIDES,
      disputed: 'the Product Onboarding API takes PNG as well.',
    },
    {
      id: 'white-background',
      check: { kind: 'whiteBorder' },
      effect: 'refuses',
      certainty: 'official page',
      source: IMAGE_GUIDES,
      role: 'main',
      exceptions: 'Some assortments may show a model instead of a packshot on white.',
    },
    {
      id: 'count',
      check: { kind: 'unmeasured', asks: 'one image of each catalogue view that the article type names' },
      effect: 'refuses',
      certainty: 'official page',
      source: IMAGE_GUIDES,
    },
    {
      id: 'reachable',
      check: { kind: 'reachable' },
      effect: 'refuses',
      certainty: 'official page',
      source: ONBOARDING,
    },
    {
      id: 'different-urls',
      check: { kind: 'differentUrls' },
      effect: 'refuses',
      certainty: 'official page',
      source: ONBOARDING,
      consequence: 'It refuses a submission with the same URL twice (400).',
    },
    {
      id: 'blur',
      check: { kind: 'unmeasured', asks: 'sharp pictures, whatever their size' },
      effect: 'refuses',
      certainty: 'official page',
      source: IMAGE_GUIDES,
    },
  ],
  notes: [
    'A new image needs a new URL (official page).',
    'A submission without URL or sort order is refused (official page).',
    'Documents have up to 50 MB and may be PDF (official page).',
  ],
  contradictions: [
    'Formats: JPG by the partner page; PNG, JPEG and JPG by the Product Onboarding API. The audit goes by the API.',
  ],
  notFound: ['number of images for each article type', 'colour space', 'values of the background'],
  output: { format: 'jpeg', maxBytes: 20_000_000, mayScale: true, look: 'good' },
};
