import type { Recipe } from '@halftone/contracts';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { compress } from './compress.ts';
import { animation, colourAt, FILES, LIMITS, picture } from './images.fixture.ts';

const looking = async (bytes: Buffer, look: Recipe['look'], recipe: object = {}) =>
  (await compress(bytes, { quality: 50, ...(look && { look }), ...recipe }, LIMITS)).output;

/** As shops have them: a thing on white, and thin red lines beside it. */
function drawing() {
  const [width, height] = [480, 320];
  const pixels = Buffer.alloc(width * height * 3, 255);
  const fill = (left: number, top: number, w: number, h: number, colour: number[]) => {
    for (let y = top; y < top + h; y++)
      for (let x = left; x < left + w; x++) pixels.set(colour, (y * width + x) * 3);
  };
  fill(60, 90, 180, 140, BLUE);
  for (const top of [20, 34, 48, 62, 250, 264, 278, 292]) {
    fill(20, top, 200, 1, RED);
    for (let left = 240; left < 460; left += 7) fill(left, top, 3, 9, RED);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

const BLUE = [0x14, 0x50, 0x8c];
const RED = [0xe0, 0, 0x10];

describe('a look', () => {
  it.each(['jpeg', 'webp', 'avif'] as const)('of a %s costs the more the better it is', async (format) => {
    const bytes = await picture().blur(2).png().toBuffer();
    const identical = await looking(bytes, 'identical', { format });
    const good = await looking(bytes, 'good', { format });
    const small = await looking(bytes, 'small', { format });
    expect(good.bytes.length).toBeLessThan(identical.bytes.length);
    expect(small.bytes.length).toBeLessThan(good.bytes.length);
    expect(small.quality).toBeLessThan(good.quality);
    for (const { distance } of [good, small]) {
      expect(distance).toMatchObject({ metric: 'ms-ssim-luma-chroma-1' });
      expect(distance?.value).toBeLessThanOrEqual(distance?.most ?? 0);
      expect(distance?.value).toBeGreaterThan(0.8 * (distance?.most ?? 0));
    }
    expect(good.distance?.most).toBeLessThan(small.distance?.most ?? 0);
  });

  it('takes less of a picture in which less is seen', async () => {
    const calm = await picture().blur(3).png().toBuffer();
    const [a, b] = await Promise.all(
      [calm, await FILES.png()].map((file) => looking(file, 'good', { format: 'jpeg' })),
    );
    expect(a?.quality).not.toBe(b?.quality);
  });

  it('keeps thin red lines red in a JPEG', async () => {
    const { bytes } = await looking(await drawing(), 'good', { format: 'jpeg' });
    expect((await sharp(bytes).metadata()).chromaSubsampling).toBe('4:4:4');
    const photograph = await looking(await picture().blur(3).png().toBuffer(), 'small', { format: 'jpeg' });
    expect((await sharp(photograph.bytes).metadata()).chromaSubsampling).toBe('4:2:0');
  });

  it('of a drawing as WebP is exact where that is smaller', async () => {
    const bytes = await drawing();
    const webp = await looking(bytes, 'good', { format: 'webp' });
    expect(webp).toMatchObject({ quality: 100, distance: { value: 0 } });
    expect(await colourAt(webp.bytes, 100, 100)).toEqual([...BLUE, 255]);
  });

  it('of a photograph as PNG has all its colours where a palette shows', async () => {
    const bytes = await picture(480, 320).png({ compressionLevel: 1 }).toBuffer();
    const { bytes: output } = await looking(bytes, 'identical');
    expect((await sharp(output).metadata()).isPalette).toBe(false);
    expect(await colourAt(output, 200, 200)).toEqual(await colourAt(bytes, 200, 200));
  });

  it('leaves an original as it is that is coarser already', async () => {
    const bytes = await picture().jpeg({ quality: 25 }).toBuffer();
    expect(await looking(bytes, 'identical')).toMatchObject({ keptOriginal: true });
  });

  it('gives way to the most bytes that an image may have', async () => {
    const bytes = await FILES.jpeg();
    const free = await looking(bytes, 'good');
    expect(await looking(bytes, 'good', { maxBytes: 900_000 })).toMatchObject({ quality: free.quality });
    const small = await looking(bytes, 'good', { maxBytes: 2_500 });
    expect(small.bytes.length).toBeLessThanOrEqual(2_500);
    expect(small.quality).toBeLessThan(free.quality);
  });

  it('is of the size in which an image is written, and of what its transparency shows', async () => {
    const clear = await picture().ensureAlpha(0.5).png().toBuffer();
    const recipe = { format: 'webp', maxWidth: 120 };
    const output = await looking(clear, 'good', recipe);
    expect(output).toMatchObject({ width: 120, height: 80 });
    expect((await sharp(output.bytes).metadata()).hasAlpha).toBe(true);
  });

  it('leaves a grey picture grey, and metadata where it is to be kept', async () => {
    const bytes = await picture()
      .toColourspace('b-w')
      .withExif({ IFD0: { Artist: 'Somebody' } })
      .jpeg({ quality: 98 })
      .toBuffer();
    const { bytes: output } = await looking(bytes, 'good', { keepMetadata: true });
    const { channels, exif } = await sharp(output).metadata();
    expect(channels).toBe(1);
    expect(exif?.toString('latin1')).toContain('Somebody');
  });

  it('does not count for animations, which have the quality', async () => {
    const bytes = await animation('gif', ['#ff0000', '#00ff00'], [100, 100], 0);
    const output = await looking(bytes, 'good');
    expect(output.distance).toBeUndefined();
    expect(await sharp(output.bytes, { animated: true }).metadata()).toMatchObject({ pages: 2 });
  });
});
