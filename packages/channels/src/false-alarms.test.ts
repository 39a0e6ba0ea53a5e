import { expect, test } from 'vitest';
import { auditProduct } from './audit-product.ts';
import { CHANNELS } from './channels/channels.ts';
import type { ImageFacts } from './facts.ts';
import { goodProduct } from './products.fixture.ts';

const OPTIONS = { asOf: '2027-03-01', subject: 'sources' } as const;

/** Numbers from 0 to 1 that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const BORDERS = [
  { colour: '#ffffff', share: 1, white: 1 },
  { colour: '#fefefe', share: 0.9, white: 0.95 },
  { colour: '#ffffff', share: 0.8, white: 0.8 },
];

const WHITE = { colour: '#ffffff', share: 1, white: 1 };

/** What a good picture may be like, within what all channels take. */
function variant(random: () => number, { width = 0, height = 0 }: ImageFacts): Partial<ImageFacts> {
  const scale = 0.92 + 0.6 * random();
  return {
    width: Math.round(width * scale),
    height: Math.round(height * scale),
    bytes: 60_000 + Math.round(900_000 * random()),
    quality: 90 + Math.round(9 * random()),
    border: BORDERS[Math.floor(random() * BORDERS.length)] ?? WHITE,
    url: `https://cdn-${Math.floor(random() * 9)}.shop.example/p/${Math.floor(random() * 1e9)}/front-view_2.jpg`,
  };
}

const KNOWN = CHANNELS.filter(({ rules }) => rules.every(({ check }) => check.kind !== 'unread'));

test.each(KNOWN)('of 12 good products, $name gets no false alarm', ({ id }) => {
  const random = numbers(id.length + 7);
  for (let count = 0; count < 12; count++) {
    const { images, ...product } = goodProduct(id, 2 + (count % 7));
    const varied = images.map((image) => ({ ...image, ...variant(random, image) }));

    const findings = auditProduct(id, { ...product, images: varied }, OPTIONS);

    const alarms = findings.filter(({ severity }) => severity !== 'info');
    expect(alarms.map(({ message }) => message)).toEqual([]);
  }
});

test('a good product is told of nothing but advice that contradicts other advice', () => {
  const told = KNOWN.flatMap(({ id }) => auditProduct(id, goodProduct(id), OPTIONS));

  expect([...new Set(told.map(({ channel, rule }) => `${channel}: ${rule}`))]).toEqual([
    'pinterest: recommended-ratio',
    'lazada: max-size-2017',
    'mercado-libre: scaled',
  ]);
});
