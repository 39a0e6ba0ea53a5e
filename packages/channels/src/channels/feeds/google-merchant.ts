import type { Channel } from '../../rule.ts';

const IMAGE_LINK = 'Google, Merchant Center Help, Image link (answer 6324350)';

export const GOOGLE_MERCHANT: Channel = {
  id: 'google-merchant',
  name: 'Google Merchant Center',
  rules: [
    {
      id: 'min-size',
      check: { kind: 'minSize', width: 500, height: 500 },
      effect: 'refuses',
      certainty: 'official page',
      source: IMAGE_LINK,
      from: '2027-01-31',
    },
  ],
  notFound: [],
  contradictions: [],
  output: { format: 'jpeg', maxWidth: 8000, maxHeight: 8000, maxBytes: 16_000_000 },
};
