import type { Channel } from '../../rule.ts';

export const IDEALO: Channel = {
  id: 'idealo',
  name: 'idealo',
  rules: [
    {
      id: 'unread',
      check: {
        kind: 'unread',
        asks: 'No source was found that names the size, formats, bytes or number of its images.',
      },
      effect: 'unclear',
      certainty: 'not found',
      source: 'No page on images was found',
    },
    {
      id: 'overlays',
      check: {
        kind: 'unmeasured',
        asks: 'pictures of one product, without other elements, watermark, logo or frame',
      },
      effect: 'refuses',
      certainty: 'second hand',
      source: 'Locamo, dealer tip (2019), which names idealo and Google together',
    },
  ],
  notes: [
    'Several images are URLs in one field, separated by a semicolon (idealo, CSV importer documentation, official page).',
  ],
  contradictions: [],
  notFound: ['size', 'formats', 'bytes', 'number of images'],
};
