import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PixelFormat } from '../formats/formats.ts';
import { compress } from './compress.ts';
import { encode } from './encode.ts';
import { animation, distance, FILES, LIMITS, picture } from './images.fixture.ts';
import { inspect } from './inspect.ts';
import { planOf } from './plan.ts';

/** In search of a size every image is decoded, a JPEG too. */
async function reencode(bytes: Buffer, quality: number) {
  const source = await inspect(bytes, LIMITS.formats);
  return await encode(source, planOf(source, { quality }), LIMITS);
}

describe('a target ratio', () => {
  it.each([
    ['jpeg', 0.5],
    ['jpeg', 0.2],
    ['webp', 0.5],
    ['png', 0.2],
    ['avif', 0.6],
    ['tiff', 0.1],
  ] as const)('of a %s (%s) is met at the highest quality', async (format: PixelFormat, targetRatio) => {
    const bytes = await FILES[format]();
    const { output } = await compress(bytes, { quality: 50, targetRatio }, LIMITS);
    const most = targetRatio * bytes.length;
    expect(output.bytes.length).toBeLessThanOrEqual(most);
    expect(output.keptOriginal).toBe(false);
    expect(await distance(bytes, output.bytes)).toBeLessThan(25);

    // The quality is the one that was used, and the next would be too large.
    const same = await reencode(bytes, output.quality);
    expect(Math.abs(same.bytes.length - output.bytes.length)).toBeLessThan(bytes.length / 100);
    const next = await reencode(bytes, output.quality + 1);
    expect(next.bytes.length).toBeGreaterThan(most * 0.99);
  });

  it('that no quality reaches gives the smallest', async () => {
    const bytes = await picture().jpeg({ quality: 15 }).toBuffer();
    const { output } = await compress(bytes, { quality: 50, targetRatio: 0.05 }, LIMITS);
    const lowest = await reencode(bytes, 1);
    expect(output.bytes.length).toBe(lowest.bytes.length);
    expect(output.keptOriginal).toBe(false);
  });

  it('counts in the size and the format', async () => {
    const bytes = await FILES.png();
    const recipe = { quality: 50, targetRatio: 0.05, format: 'webp', maxWidth: 120 } as const;
    const { output } = await compress(bytes, recipe, LIMITS);
    expect(output).toMatchObject({ format: 'webp', width: 120, height: 80 });
    expect(output.bytes.length).toBeLessThanOrEqual(bytes.length * 0.05);
    expect(output.quality).toBeGreaterThan(50);
  });

  it('keeps the original, which has the highest quality of all, where its metadata is all that is too much', async () => {
    const bytes = await picture()
      .jpeg({ quality: 80 })
      .withExif({ IFD0: { ImageDescription: 'x'.repeat(60_000) } })
      .toBuffer();
    const { output } = await compress(bytes, { quality: 50, targetRatio: 0.5 }, LIMITS);
    expect(output.keptOriginal).toBe(true);
    expect(output.bytes.length).toBeLessThan(bytes.length / 2);
    expect(await distance(bytes, output.bytes)).toBe(0);
  });

  it('is met by animations, with all that moves', async () => {
    const bytes = await animation('webp', ['#ff0000', '#00ff00', '#0000ff'], [100, 200, 300], 3);
    const { output } = await compress(bytes, { quality: 50, targetRatio: 0.9 }, LIMITS);
    expect(await sharp(output.bytes, { animated: true }).metadata()).toMatchObject({
      pages: 3,
      delay: [100, 200, 300],
      loop: 3,
    });
  });

  it('leaves a grey picture grey', async () => {
    const bytes = await picture().toColourspace('b-w').jpeg({ quality: 95 }).toBuffer();
    const { output } = await compress(bytes, { quality: 50, targetRatio: 0.5 }, LIMITS);
    expect(await sharp(output.bytes).metadata()).toMatchObject({ space: 'b-w', channels: 1 });
    expect(output.bytes.length).toBeLessThanOrEqual(bytes.length / 2);
  });
});
