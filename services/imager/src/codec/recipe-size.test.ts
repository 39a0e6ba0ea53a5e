import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PixelFormat } from '../formats/formats.ts';
import { compress } from './compress.ts';
import { animation, colourAt, FILES, HEIGHT, LIMITS, picture, WIDTH } from './images.fixture.ts';

const close = (expected: number[]) => expected.map((value) => expect.closeTo(value, -1.7));
const sizeOf = async (bytes: Buffer) => {
  const { width, height } = await sharp(bytes).metadata();
  return [width, height];
};

describe('an image', () => {
  it.each([
    ['its width', { maxWidth: 120 }, [120, 80]],
    ['its height', { maxHeight: 40 }, [60, 40]],
    ['the narrower of both', { maxWidth: 120, maxHeight: 40 }, [60, 40]],
    ['one pixel', { maxWidth: 1, maxHeight: 1 }, [1, 1]],
  ])('is made to fit inside %s', async (_what, box, expected) => {
    const { source, output } = await compress(await FILES.jpeg(), { quality: 50, ...box }, LIMITS);
    expect([source.width, source.height]).toEqual([WIDTH, HEIGHT]);
    expect([output.width, output.height]).toEqual(expected);
    expect(await sizeOf(output.bytes)).toEqual(expected);
  });

  it.each(Object.keys(FILES) as PixelFormat[])('of format %s is never enlarged', async (format) => {
    const { output } = await compress(await FILES[format](), { quality: 50, maxWidth: 4_000 }, LIMITS);
    expect(await sizeOf(output.bytes)).toEqual([WIDTH, HEIGHT]);
  });

  it.each([{}, { format: 'jpeg', keepMetadata: true }] as const)(
    'is not turned by the EXIF of a WebP, which browsers pass over (%o)',
    async (wish) => {
      const bytes = await picture().webp({ quality: 90 }).withMetadata({ orientation: 6 }).toBuffer();
      const { source, output } = await compress(bytes, { quality: 80, maxWidth: 120, ...wish }, LIMITS);
      expect([source.width, source.height]).toEqual([WIDTH, HEIGHT]);
      expect(await sizeOf(output.bytes)).toEqual([120, 80]);
      expect((await sharp(output.bytes).metadata()).orientation ?? 1).toBe(1);
    },
  );

  it('fits as it is shown, not as it lies in the file', async () => {
    const left = sharp({ create: { width: 40, height: 40, channels: 3, background: 'red' } }).png();
    const bytes = await sharp({ create: { width: 80, height: 40, channels: 3, background: 'blue' } })
      .composite([{ input: await left.toBuffer(), left: 0, top: 0 }])
      .jpeg({ quality: 95 })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { output } = await compress(bytes, { quality: 80, maxHeight: 40 }, LIMITS);
    expect(await sizeOf(output.bytes)).toEqual([20, 40]);
    expect(await colourAt(output.bytes, 10, 5)).toEqual(close([255, 0, 0, 255]));
    expect(await colourAt(output.bytes, 10, 35)).toEqual(close([0, 0, 255, 255]));
  });

  it('that is too large is not kept, although it is smaller in bytes', async () => {
    const bytes = await sharp({ create: { width: 300, height: 300, channels: 3, background: 'red' } })
      .webp({ quality: 1 })
      .toBuffer();
    const { output } = await compress(bytes, { quality: 100, maxWidth: 290 }, LIMITS);
    expect(output).toMatchObject({ keptOriginal: false, width: 290, height: 290 });
  });

  it('that fits already is kept where compressing gains nothing', async () => {
    const bytes = await picture().jpeg({ quality: 15 }).toBuffer();
    const { output } = await compress(bytes, { quality: 50, maxWidth: WIDTH }, LIMITS);
    expect(output).toMatchObject({ keptOriginal: true, width: WIDTH, height: HEIGHT });
  });
});

it.each(['gif', 'webp'] as const)('every frame of a %s fits by itself', async (format) => {
  const bytes = await animation(format, ['#ff0000', '#00ff00', '#0000ff'], [100, 200, 300], 3);
  const { output } = await compress(bytes, { quality: 50, maxHeight: 20 }, LIMITS);
  expect(output).toMatchObject({ width: 30, height: 20 });
  const metadata = await sharp(output.bytes, { animated: true }).metadata();
  expect(metadata).toMatchObject({ pages: 3, pageHeight: 20, width: 30, delay: [100, 200, 300], loop: 3 });
  expect(await colourAt(output.bytes, 15, 10, 1)).toEqual(close([0, 255, 0, 255]));
});
