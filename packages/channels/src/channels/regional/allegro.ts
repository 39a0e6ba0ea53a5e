import type { Channel } from '../../rule.ts';
import { megabytes } from '../amounts.ts';

const VALIDATOR = 'allegro/allegro-api issues 8435, 9809 (2024); openlinker issue 424 (2026-04-27)';
const HELP = 'Allegro help, rules for images, as confirmed in allegro-api issues 8412, 10090 (2024)';
const LIMITS = 'allegro-api issues 5813, 6392 (2022), 10090 (2024)';
const SELLER_SITE = 'A site for sellers in China (undated)';

export const ALLEGRO: Channel = {
  id: 'allegro',
  name: 'Allegro',
  rules: [
    {
      id: 'largest',
      check: { kind: 'largest', pixels: 400 },
      effect: 'refuses',
      certainty: 'official answer',
      source: VALIDATOR,
      consequence: 'It refuses a product all of whose images are smaller.',
    },
    {
      id: 'min-size',
      check: { kind: 'minLongest', pixels: 400 },
      effect: 'refuses',
      certainty: 'official answer',
      source: VALIDATOR,
      exceptions: 'An offer without an inline product is checked less strictly.',
    },
    {
      id: 'min-size-help',
      check: { kind: 'minLongest', pixels: 500 },
      effect: 'refuses',
      certainty: 'official answer',
      source: HELP,
      disputed: 'the product validator asks for 400 pixels.',
    },
    {
      id: 'scaled',
      check: { kind: 'maxSize', width: 2560, height: 2560 },
      effect: 'alters',
      isHarmless: true,
      certainty: 'official answer',
      source: HELP,
      consequence: 'It scales larger images down.',
    },
    {
      id: 'max-pixels',
      check: { kind: 'maxPixels', pixels: 26_000_000 },
      effect: 'refuses',
      certainty: 'official answer',
      source: LIMITS,
    },
    {
      id: 'max-bytes',
      check: { kind: 'maxBytes', ...megabytes(26.2) },
      effect: 'refuses',
      certainty: 'official answer',
      source: LIMITS,
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['jpeg', 'png', 'webp'] },
      effect: 'unclear',
      certainty: 'second hand',
      source: SELLER_SITE,
    },
    {
      id: 'max-count',
      check: { kind: 'maxCount', images: 16 },
      effect: 'unclear',
      certainty: 'second hand',
      source: SELLER_SITE,
      exceptCategory: 'vehicles',
    },
    {
      id: 'max-count-vehicles',
      check: { kind: 'maxCount', images: 40 },
      effect: 'unclear',
      certainty: 'second hand',
      source: SELLER_SITE,
      category: 'vehicles',
    },
    {
      id: 'white-background',
      check: { kind: 'whiteBorder' },
      effect: 'unclear',
      isBan: true,
      certainty: 'second hand',
      source: `Press report of 2017 (RGB 255); ${SELLER_SITE.toLowerCase()}`,
      role: 'main',
    },
    {
      id: 'overlays',
      check: { kind: 'unmeasured', asks: 'pictures without the text or logo of a shop' },
      effect: 'refuses',
      certainty: 'second hand',
      source: 'Public research file, citing Allegro help',
      exceptions: 'Marks of brands and technologies are allowed.',
    },
  ],
  notes: [
    'A picture that was replaced under the same URL may be served from a cache for as long as the host’s max-age says (allegro-api issue 9809, 2024-09-04, official answer).',
    'Images on a slow host are refused, because their download times out (allegro-api issue 5813, official answer).',
    'Property may have 40 images, as vehicles (second hand).',
  ],
  contradictions: [
    'Smallest longer side: 400 pixels by the product validator (2024 and 2026); 500 by the help page (2024). The audit goes by the validator.',
  ],
  notFound: ['official text on formats', 'on the number of images', 'on a white background'],
  output: {
    format: 'jpeg',
    maxWidth: 2560,
    maxHeight: 2560,
    maxBytes: 26_200_000,
    mayScale: true,
    look: 'good',
  },
};
