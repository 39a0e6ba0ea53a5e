import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PixelFormat } from '../formats/formats.ts';
import { compress } from './compress.ts';
import { animation, colourAt, distance, FILES, HEIGHT, LIMITS, picture, WIDTH } from './images.fixture.ts';

const WANTED = ['jpeg', 'webp', 'avif', 'png'] as const;
const close = (expected: number[]) => expected.map((value) => expect.closeTo(value, -1.7));

describe('the format of the recipe', () => {
  it.each(
    (Object.keys(FILES) as PixelFormat[]).flatMap((from) => WANTED.map((format) => [from, format] as const)),
  )('makes a %s into a %s that looks the same', async (from, format) => {
    const bytes = await FILES[from]();
    const { output } = await compress(bytes, { quality: 60, format }, LIMITS);
    expect(output).toMatchObject({ format, width: WIDTH, height: HEIGHT, quality: 60 });
    expect((await sharp(output.bytes).metadata()).format).toBe(format === 'avif' ? 'heif' : format);
    expect(await distance(bytes, output.bytes)).toBeLessThan(15);
  });

  it('is used although the original is smaller', async () => {
    const bytes = await picture().jpeg({ quality: 5 }).toBuffer();
    const { output } = await compress(bytes, { quality: 90, format: 'png' }, LIMITS);
    expect(output).toMatchObject({ format: 'png', keptOriginal: false });
    expect(output.bytes.length).toBeGreaterThan(bytes.length);
  });

  it('keeps the original where it is of that format already and gains nothing', async () => {
    const bytes = await picture().webp({ quality: 5 }).toBuffer();
    const { output } = await compress(bytes, { quality: 50, format: 'webp' }, LIMITS);
    expect(output.keptOriginal).toBe(true);
    expect(output.bytes.equals(bytes)).toBe(true);
  });

  it('puts what is transparent on white where there is no transparency', async () => {
    const half = { r: 255, g: 0, b: 0, alpha: 0.5 };
    const overlay = sharp({ create: { width: 100, height: 100, channels: 4, background: half } }).png();
    const bytes = await sharp({ create: { width: 200, height: 100, channels: 4, background: '#00000000' } })
      .composite([{ input: await overlay.toBuffer(), left: 0, top: 0 }])
      .png()
      .toBuffer();
    const { output } = await compress(bytes, { quality: 80, format: 'jpeg' }, LIMITS);
    expect(await colourAt(output.bytes, 150, 50)).toEqual(close([255, 255, 255, 255]));
    expect(await colourAt(output.bytes, 50, 50)).toEqual(close([255, 127, 127, 255]));
  });

  it('gives way to that of the image where that is too long for it', async () => {
    const bytes = await sharp({ create: { width: 16_390, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const { output } = await compress(bytes, { quality: 50, format: 'webp' }, LIMITS);
    expect(output).toMatchObject({ format: 'png', width: 16_390 });
    const resized = await compress(bytes, { quality: 50, format: 'webp', maxWidth: 16_383 }, LIMITS);
    expect(resized.output).toMatchObject({ format: 'webp', width: 16_383 });
  });
});

describe('an animation', () => {
  const colours = ['#ff0000', '#00ff00', '#0000ff'];

  it('stays one as WebP, with its delays and loops', async () => {
    const bytes = await animation('gif', colours, [100, 200, 300], 3);
    const { output } = await compress(bytes, { quality: 50, format: 'webp' }, LIMITS);
    expect(output).toMatchObject({ format: 'webp', width: 60, height: 40 });
    const metadata = await sharp(output.bytes, { animated: true }).metadata();
    expect(metadata).toMatchObject({ pages: 3, pageHeight: 40, delay: [100, 200, 300], loop: 3 });
    expect(await colourAt(output.bytes, 30, 20, 2)).toEqual(close([0, 0, 255, 255]));
  });
});

describe('the effort', () => {
  it.each(['jpeg', 'webp', 'avif', 'png', 'gif'] as const)(
    'makes a %s of the same quality smaller, or sooner',
    async (format) => {
      const bytes = await FILES[format]();
      const sizes = [];
      for (const effort of ['fast', 'small'] as const) {
        const { output } = await compress(bytes, { quality: 60, effort }, LIMITS);
        expect(await distance(bytes, output.bytes)).toBeLessThan(15);
        sizes.push(output.bytes.length);
      }
      // How hard a palette is searched for changes the colours too, not the size alone.
      const [fast = 0, small = 0] = sizes;
      if (format === 'png' || format === 'gif') expect(small).toBeLessThan(fast * 1.1);
      else expect(small).toBeLessThan(fast);
    },
  );
});
