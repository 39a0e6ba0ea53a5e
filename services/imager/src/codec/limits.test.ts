import { describe, expect, it } from 'vitest';
import { BOMBS } from './bombs.fixture.ts';
import { compress } from './compress.ts';
import { animation, LIMITS, picture, RECIPE } from './images.fixture.ts';

const tooManyPixels = expect.objectContaining({ code: 'too_many_pixels' });

describe('an image beyond the limits', () => {
  it.each(Object.entries(BOMBS))('is refused for it: %s', async (_name, make) => {
    const code = expect.stringMatching(/^(too_many_pixels|corrupt)$/);
    await expect(compress(await make(), RECIPE, LIMITS)).rejects.toMatchObject({ name: 'ImageError', code });
  });

  it('is told its size and the limit', async () => {
    await expect(compress((await BOMBS['PNG of zeros']?.()) ?? Buffer.of(), RECIPE, LIMITS)).rejects.toThrow(
      'The image has 50000 × 50000 pixels; the limit is 20 megapixels.',
    );
  });

  it('has one pixel too many', async () => {
    const bytes = await picture(100, 100).png().toBuffer();
    await expect(compress(bytes, RECIPE, { ...LIMITS, maxPixels: 9_999 })).rejects.toEqual(tooManyPixels);
    await expect(compress(bytes, RECIPE, { ...LIMITS, maxPixels: 10_000 })).resolves.toBeDefined();
  });

  it.each(['gif', 'webp'] as const)('is a %s with too much in all its frames together', async (format) => {
    const bytes = await animation(format, ['red', 'green', 'blue'], [50, 50, 50], 0);
    const limits = { ...LIMITS, maxPixels: 3_000, maxAnimationPixels: 7_200 };
    await expect(compress(bytes, RECIPE, limits)).resolves.toBeDefined();
    await expect(compress(bytes, RECIPE, { ...limits, maxAnimationPixels: 7_199 })).rejects.toEqual(
      tooManyPixels,
    );
  });
});

it('what the header says of an image is told although it failed, and of a file that is not read its format', async () => {
  const bytes = await animation('gif', ['red', 'green', 'blue'], [50, 50, 50], 0);
  const limits = { ...LIMITS, maxAnimationPixels: 7_199 };
  await expect(compress(bytes, RECIPE, limits)).rejects.toMatchObject({
    source: {
      format: 'gif',
      width: expect.any(Number),
      height: expect.any(Number),
      frames: 3,
      colours: 'rgb',
    },
  });
  await expect(compress(bytes, RECIPE, { ...LIMITS, formats: ['jpeg'] })).rejects.toMatchObject({
    source: { format: 'gif' },
  });
  await expect(compress(Buffer.from('8BPS\0\x01'), RECIPE, LIMITS)).rejects.toMatchObject({
    source: { format: 'psd' },
  });
});
