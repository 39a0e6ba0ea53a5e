import type { Channel } from '../../rule.ts';

const IT_WEGBEGLEITER = 'IT Wegbegleiter, Kaufland and JTL, citing Kaufland’s guideline';
const KOONGO = 'Koongo, Kaufland product feed manual';

export const KAUFLAND: Channel = {
  id: 'kaufland',
  name: 'Kaufland',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minLongest', pixels: 1024 },
      effect: 'unclear',
      certainty: 'second hand',
      source: IT_WEGBEGLEITER,
      exceptions: 'Only for products that are not in the catalogue yet.',
    },
    {
      id: 'formats',
      check: { kind: 'formats', formats: ['jpeg', 'png', 'gif'] },
      effect: 'unclear',
      certainty: 'second hand',
      source: KOONGO,
    },
    {
      id: 'url-scheme',
      check: { kind: 'scheme', schemes: ['http', 'https'] },
      effect: 'unclear',
      isBan: true,
      certainty: 'second hand',
      source: `${KOONGO}, which names http:// alone`,
    },
    {
      id: 'main-image',
      check: { kind: 'mainImage' },
      effect: 'refuses',
      certainty: 'second hand',
      source: KOONGO,
    },
    {
      id: 'white-background',
      check: { kind: 'whiteBorder' },
      effect: 'unclear',
      isBan: true,
      certainty: 'second hand',
      source: IT_WEGBEGLEITER,
      role: 'main',
    },
    {
      id: 'overlays',
      check: {
        kind: 'unmeasured',
        asks: 'a title picture of the whole product, without brand logo, text or seal',
      },
      effect: 'unclear',
      certainty: 'second hand',
      source: IT_WEGBEGLEITER,
    },
  ],
  notes: [
    'Several values of an attribute have a column each, with the same heading (Kaufland, product data file, undated, official page).',
    'Gross disregard of the guideline can limit selling (Kaufland, Product data guideline, undated, official page).',
  ],
  contradictions: [],
  notFound: ['the chapter on images of the official guideline', 'a limit of bytes', 'the number of pictures'],
  output: { format: 'jpeg', look: 'good' },
};
