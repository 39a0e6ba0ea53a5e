import type { ImageFacts, ProductFacts } from './facts.ts';

/** A picture that no channel minds: everything is known of it, and all of it is as they ask. */
export const GOOD_IMAGE: ImageFacts = {
  position: 1,
  url: 'https://images.shop.example/mugs/mug-1.jpg',
  format: 'jpeg',
  width: 2400,
  height: 2400,
  bytes: 640_000,
  frames: 1,
  transparent: false,
  colours: 'rgb',
  quality: 92,
  border: { colour: '#ffffff', share: 0.98, white: 0.99 },
  sha256: '1'.repeat(64),
};

/** What some channels ask for that others do not. */
const ASKED_BY: Readonly<Record<string, Partial<ImageFacts>>> = {
  zalando: { width: 1806, height: 2600 },
};

/** A product that the channel takes as it is, with as many images as most have. */
export function goodProduct(channel: string, count = 6): ProductFacts {
  const images = Array.from({ length: count }, (_, index) => ({
    ...GOOD_IMAGE,
    ...ASKED_BY[channel],
    position: index + 1,
    url: `https://images.shop.example/mugs/mug-${index + 1}.jpg`,
    sha256: (index + 1).toString(16).padStart(64, '0'),
  }));
  return { id: '17', images };
}

/** The same product with one image that differs. */
export function withImage(channel: string, change: Partial<ImageFacts>, position = 1): ProductFacts {
  const product = goodProduct(channel);
  const images = product.images.map((image) =>
    image.position === position ? { ...image, ...change } : image,
  );
  return { ...product, images };
}
