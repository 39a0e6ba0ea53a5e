import type { Channel } from '../../rule.ts';

/** Nothing that could be read says anything about its images; the audit says so instead of letting everything pass. */
export const WAYFAIR: Channel = {
  id: 'wayfair',
  name: 'Wayfair',
  rules: [
    {
      id: 'unread',
      check: { kind: 'unread', asks: 'No source was found that says anything of its images.' },
      effect: 'unclear',
      certainty: 'not found',
      source: 'No page on images was found',
    },
  ],
  notes: [],
  contradictions: [],
  notFound: ['size', 'formats', 'number of images', 'background'],
};
