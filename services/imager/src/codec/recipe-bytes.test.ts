import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ImageError } from '../formats/image-error.ts';
import { compress } from './compress.ts';
import { animation, distance, FILES, HEIGHT, LIMITS, picture, WIDTH } from './images.fixture.ts';

const fitted = async (bytes: Buffer, recipe: object) =>
  (await compress(bytes, { quality: 50, ...recipe }, LIMITS)).output;

describe('the most bytes that an image may have', () => {
  it.each([
    ['jpeg', 5_000],
    ['webp', 4_000],
    ['avif', 4_000],
  ] as const)('are met by a %s (%i) at the highest quality that fits', async (format, maxBytes) => {
    const bytes = await FILES.png();
    const { bytes: output, quality } = await fitted(bytes, { maxBytes, format });
    expect(output.length).toBeLessThanOrEqual(maxBytes);
    expect(output.length).toBeGreaterThan(maxBytes * 0.85);
    const next = await fitted(bytes, { quality: quality + 1, format });
    expect(next.bytes.length).toBeGreaterThan(maxBytes * 0.99);
  });

  it.each(['jpeg', 'webp', 'avif'] as const)(
    'are never exceeded by a %s, however few they are',
    async (format) => {
      const bytes = await FILES.jpeg();
      for (const maxBytes of [1_000, 1_357, 2_000]) {
        const output = await fitted(bytes, { maxBytes, mayScale: true, format });
        expect(output.bytes.length).toBeLessThanOrEqual(maxBytes);
        expect(output.quality).toBeGreaterThanOrEqual(40);
        expect(output.width / output.height).toBeCloseTo(WIDTH / HEIGHT, 0);
      }
    },
  );

  it('leave an original as it is that has no more', async () => {
    const bytes = await FILES.jpeg();
    const output = await fitted(bytes, { maxBytes: bytes.length });
    expect(output).toMatchObject({ keptOriginal: true, width: WIDTH });
    expect(await distance(bytes, output.bytes)).toBe(0);
  });

  it.each([
    [{}, 3],
    [{ look: 'identical' }, 1.2],
  ])('are not used up by a turned JPEG whose source has fewer (%j, times %d)', async (recipe, times) => {
    const source = await picture().jpeg({ quality: 70 }).withMetadata({ orientation: 6 }).toBuffer();
    const output = await fitted(source, { ...recipe, maxBytes: Math.floor(times * source.length) });
    expect(output).toMatchObject({ keptOriginal: false, width: HEIGHT });
    expect(output.bytes.length).toBeLessThanOrEqual(source.length);
    expect(output.quality).toBeGreaterThanOrEqual(60);
  });

  it('fail an image that no quality makes so small, and say what to do', async () => {
    const failing = fitted(await FILES.png(), { maxBytes: 1_000, format: 'png' });
    await expect(failing).rejects.toThrow(ImageError);
    await expect(failing).rejects.toMatchObject({
      code: 'cannot_fit',
      message: expect.stringMatching(
        /^The smallest PNG of it \(240 × 160 pixels\) has \d+ bytes; 1000 are allowed\.$/,
      ),
    });
    const scaled = await fitted(await FILES.png(), { maxBytes: 1_000, format: 'png', mayScale: true });
    expect(scaled.bytes.length).toBeLessThanOrEqual(1_000);
    expect(scaled.width).toBeGreaterThan(8);
  });

  it('fail an image whose metadata alone has more', async () => {
    const bytes = await picture()
      .withExif({ IFD0: { ImageDescription: 'x'.repeat(30_000) } })
      .jpeg()
      .toBuffer();
    const recipe = { maxBytes: 20_000, mayScale: true, keepMetadata: true };
    await expect(fitted(bytes, recipe)).rejects.toMatchObject({
      code: 'cannot_fit',
      hint: expect.any(String),
    });
    expect((await fitted(bytes, { ...recipe, keepMetadata: false })).bytes.length).toBeLessThanOrEqual(
      20_000,
    );
  });

  it('count besides a target ratio, of which the smaller one does', async () => {
    const bytes = await FILES.jpeg();
    const few = await fitted(bytes, { maxBytes: 3_000, targetRatio: 0.9 });
    expect(few.bytes.length).toBeLessThanOrEqual(3_000);
    const half = await fitted(bytes, { maxBytes: 900_000, targetRatio: 0.5 });
    expect(half.bytes.length).toBeLessThanOrEqual(bytes.length / 2);
  });

  it('do not fail an image that misses a target ratio alone', async () => {
    const png = await FILES.png();
    const smallest = await fitted(png, { targetRatio: 0.05 });
    expect(smallest.bytes.length).toBeGreaterThan(0.05 * png.length);
    const both = await fitted(png, { targetRatio: 0.05, maxBytes: png.length });
    expect(both).toMatchObject({ width: WIDTH, keptOriginal: false });
    expect(both.bytes.equals(smallest.bytes)).toBe(true);
  });

  it('make an animation smaller in pixels, with all that moves', async () => {
    const colours = Array.from({ length: 12 }, (_, index) => `hsl(${index * 30}, 90%, 50%)`);
    const bytes = await animation('webp', colours, Array(12).fill(100), 0);
    const output = await fitted(bytes, { maxBytes: 1_000, mayScale: true, format: 'webp' });
    expect(output.bytes.length).toBeLessThanOrEqual(1_000);
    expect(await sharp(output.bytes, { animated: true }).metadata()).toMatchObject({ pages: 12 });
  });
});
