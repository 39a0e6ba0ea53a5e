import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PixelFormat } from '../formats/formats.ts';
import { compress } from './compress.ts';
import {
  animation,
  colourAt,
  distance,
  FILES,
  HEIGHT,
  LIMITS,
  picture,
  RECIPE,
  WIDTH,
} from './images.fixture.ts';

const FORMATS = Object.keys(FILES) as PixelFormat[];
const close = (expected: number[]) => expected.map((value) => expect.closeTo(value, -1.7));

describe('every format', () => {
  it.each(FORMATS)('%s comes out smaller, of the same size, and looks the same', async (format) => {
    const bytes = await FILES[format]();
    const { source, output } = await compress(bytes, RECIPE, LIMITS);
    expect(source).toMatchObject({ format, width: WIDTH, height: HEIGHT });
    expect(output.format).toBe(format === 'tiff' ? 'jpeg' : format);
    expect(output.bytes.length).toBeLessThanOrEqual(bytes.length);
    expect(await sharp(output.bytes).metadata()).toMatchObject({
      format: output.format === 'avif' ? 'heif' : output.format,
      width: WIDTH,
      height: HEIGHT,
    });
    expect(await distance(bytes, output.bytes)).toBeLessThan(15);
  });

  it('is written at the quality of the recipe', async () => {
    const { output } = await compress(await FILES.jpeg(), RECIPE, LIMITS);
    const expected = await picture().jpeg({ quality: 50 }).toBuffer();
    expect(quantisationTables(output.bytes)).toEqual(quantisationTables(expected));
    const finer = await compress(await FILES.jpeg(), { quality: 80 }, LIMITS);
    expect(finer.output.bytes.length).toBeGreaterThan(output.bytes.length);
  });
});

describe('orientation', () => {
  // Red and blue stand in the upper corners, green and white in the lower ones.
  const upright = sharp({ create: { width: 64, height: 32, channels: 3, background: 'white' } })
    .composite([
      { input: { create: { width: 32, height: 16, channels: 3, background: 'red' } }, left: 0, top: 0 },
      { input: { create: { width: 32, height: 16, channels: 3, background: 'blue' } }, left: 32, top: 0 },
      { input: { create: { width: 32, height: 16, channels: 3, background: 'lime' } }, left: 0, top: 16 },
    ])
    .png()
    .toBuffer();
  /** How the pixels have to lie in the file so that each orientation shows them upright; sharp mirrors before it turns. */
  const laid: Readonly<Record<number, (image: Sharp) => Sharp>> = {
    1: (image) => image,
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.flop().rotate(270),
    6: (image) => image.rotate(270),
    7: (image) => image.flop().rotate(90),
    8: (image) => image.rotate(90),
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('%s is applied, and not left in the file', async (orientation) => {
    const rotated = await (laid[orientation] ?? ((image) => image))(sharp(await upright))
      .png()
      .toBuffer();
    const bytes = await sharp(rotated).jpeg({ quality: 100 }).withMetadata({ orientation }).toBuffer();
    const { source, output } = await compress(bytes, RECIPE, LIMITS);
    expect(source).toMatchObject({ width: 64, height: 32 });
    const metadata = await sharp(output.bytes).metadata();
    expect([metadata.width, metadata.height, metadata.orientation]).toEqual([64, 32, undefined]);
    expect(await colourAt(output.bytes, 8, 4)).toEqual(close([255, 0, 0, 255]));
    expect(await colourAt(output.bytes, 56, 4)).toEqual(close([0, 0, 255, 255]));
    expect(await colourAt(output.bytes, 8, 28)).toEqual(close([0, 255, 0, 255]));
    expect(await colourAt(output.bytes, 56, 28)).toEqual(close([255, 255, 255, 255]));
  });
});

describe('an image wider or higher than its format takes', () => {
  const strip = (width: number, background: string) =>
    sharp({ create: { width, height: 20, channels: background.length === 9 ? 4 : 3, background } });

  it.each([
    ['TIFF', () => strip(66_000, '#0099ff').tiff({ compression: 'lzw' })],
    ['high TIFF', () => strip(66_000, '#0099ff').rotate(90).tiff({ compression: 'lzw' })],
    ['transparent TIFF', () => strip(17_000, '#0099ff80').tiff({ compression: 'lzw' })],
  ])('is written as PNG (%s)', async (_what, make) => {
    const bytes = await make().toBuffer();
    const { source, output } = await compress(bytes, RECIPE, LIMITS);
    expect(output).toMatchObject({ format: 'png', keptOriginal: false });
    const { format, width, height } = await sharp(output.bytes).metadata();
    expect({ format, width, height }).toEqual({ format: 'png', width: source.width, height: source.height });
    expect((await colourAt(output.bytes, 10, 10)).slice(0, 3)).toEqual(close([0, 153, 255]));
  });
});

describe('transparency', () => {
  const half = async () => {
    const overlay = await sharp({ create: { width: 100, height: 100, channels: 4, background: '#ff000080' } })
      .png()
      .toBuffer();
    return sharp({ create: { width: 200, height: 100, channels: 4, background: '#00000000' } }).composite([
      { input: overlay, left: 0, top: 0 },
    ]);
  };

  it.each(['png', 'webp', 'avif', 'tiff'] as const)('of a %s is kept', async (format) => {
    const bytes = await (await half())
      .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : {})
      .toBuffer();
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(output.format).toBe(format === 'tiff' ? 'png' : format);
    expect(await colourAt(output.bytes, 20, 50)).toEqual(close([255, 0, 0, 128]));
    expect((await colourAt(output.bytes, 180, 50))[3]).toBe(0);
  });
});

describe('animations', () => {
  const colours = ['#ff0000', '#00ff00', '#0000ff'];

  it.each(['gif', 'webp'] as const)('a %s keeps its frames, their delays and its loops', async (format) => {
    const bytes = await animation(format, colours, [100, 200, 300], 3);
    const { source, output } = await compress(bytes, RECIPE, LIMITS);
    expect(source).toMatchObject({ width: 60, height: 40 });
    const metadata = await sharp(output.bytes, { animated: true }).metadata();
    expect(metadata).toMatchObject({ pages: 3, pageHeight: 40, delay: [100, 200, 300], loop: 3 });
    expect(await colourAt(output.bytes, 30, 20, 1)).toEqual(close([0, 255, 0, 255]));
    expect(await colourAt(output.bytes, 30, 20, 2)).toEqual(close([0, 0, 255, 255]));
  });

  it('of pages are shown by their first', async () => {
    const pages = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 50, height: 50, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const bytes = await sharp(pages, { join: { animated: true } })
      .tiff()
      .toBuffer();
    const { source, output } = await compress(bytes, RECIPE, LIMITS);
    expect(source).toMatchObject({ width: 50, height: 50 });
    expect(await colourAt(output.bytes, 25, 25)).toEqual(close([255, 0, 0, 255]));
  });
});

describe('colours', () => {
  const swatch = (background: string) =>
    sharp({ create: { width: 64, height: 64, channels: 3, background } });

  it.each([
    [
      'a CMYK JPEG with a profile',
      () => swatch('#c83232').toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 95 }),
    ],
    ['a wide-gamut JPEG', () => swatch('#c83232').withIccProfile('p3').jpeg({ quality: 95 })],
    ['a 16-bit PNG', () => swatch('#c83232').toColourspace('rgb16').png()],
    ['a CMYK TIFF', () => swatch('#c83232').toColourspace('cmyk').tiff()],
  ])('of %s are shown as sRGB', async (_what, make) => {
    const { output } = await compress(await make().toBuffer(), RECIPE, LIMITS);
    expect(await colourAt(output.bytes, 30, 30)).toEqual(close([200, 50, 50, 255]));
    const shown = await sharp(output.bytes).metadata();
    expect(shown).toMatchObject({ space: 'srgb', depth: 'uchar' });
  });

  it('of a grey image stay grey', async () => {
    const bytes = await picture().toColourspace('b-w').jpeg({ quality: 95 }).toBuffer();
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(await sharp(output.bytes).metadata()).toMatchObject({ space: 'b-w', channels: 1 });
    expect(await distance(bytes, output.bytes)).toBeLessThan(10);
  });
});

/** The contents of the DQT segments of a JPEG. */
function quantisationTables(bytes: Buffer): string[] {
  const tables: string[] = [];
  for (let at = bytes.indexOf('ffdb', 0, 'hex'); at !== -1; at = bytes.indexOf('ffdb', at + 2, 'hex')) {
    tables.push(bytes.toString('hex', at + 4, at + 2 + bytes.readUInt16BE(at + 2)));
  }
  return tables;
}
