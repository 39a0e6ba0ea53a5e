import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { compress } from './compress.ts';
import { animation, distance, LIMITS, picture, RECIPE } from './images.fixture.ts';

const EXIF = {
  IFD0: { Copyright: 'Somebody', Artist: 'SomebodyElse' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
};
/** Coarser than the recipe, so that compressing again gains nothing. */
const coarse = {
  jpeg: () => picture().jpeg({ quality: 15 }),
  webp: () => picture().webp({ quality: 5 }),
  avif: () => picture().avif({ quality: 10, effort: 2, chromaSubsampling: '4:2:0' }),
  png: () =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).png({ palette: true }),
};
type Coarse = keyof typeof coarse;

describe('the original is kept where compressing gains nothing:', () => {
  it.each(Object.keys(coarse) as Coarse[])('byte for byte, a %s without metadata', async (format) => {
    const bytes = await coarse[format]().toBuffer();
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(output.keptOriginal).toBe(true);
    expect(output.bytes.equals(bytes)).toBe(true);
  });

  it('byte for byte, an animation', async () => {
    const bytes = await animation('gif', ['#ff0000', '#ee0000', '#dd0000'], [50, 50, 50], 0);
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(output.keptOriginal).toBe(true);
    expect(output.bytes.equals(bytes)).toBe(true);
  });

  it.each(['jpeg', 'webp', 'png'] as const)(
    'pixel for pixel, a %s with metadata, which is taken out',
    async (format) => {
      const bytes = await coarse[format]()
        .withExif(EXIF)
        .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
        .toBuffer();
      expect((await sharp(bytes).metadata()).exif).toBeDefined();
      const { output } = await compress(bytes, RECIPE, LIMITS);
      expect(output.keptOriginal).toBe(true);
      expect(output.bytes.length).toBeLessThanOrEqual(bytes.length);
      expect(await distance(bytes, output.bytes)).toBe(0);
      const metadata = await sharp(output.bytes).metadata();
      expect([metadata.exif, metadata.xmp]).toEqual([undefined, undefined]);
      expect(output.bytes.includes('Somebody')).toBe(false);
    },
  );

  it('with its profile, without which its colours would be others', async () => {
    const bytes = await picture().withIccProfile('p3').jpeg({ quality: 15 }).toBuffer();
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(output.keptOriginal).toBe(true);
    expect((await sharp(output.bytes).metadata()).icc).toBeDefined();
  });
});

describe('the original is not kept, although it is smaller,', () => {
  it('when a browser would have to turn it', async () => {
    const bytes = await coarse.jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(output.keptOriginal).toBe(false);
  });

  it('when its colours are inks', async () => {
    const bytes = await picture().toColourspace('cmyk').jpeg({ quality: 10 }).toBuffer();
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(output.keptOriginal).toBe(false);
    expect((await sharp(output.bytes).metadata()).space).toBe('srgb');
  });

  it('when no browser shows its format', async () => {
    const bytes = await picture().tiff({ compression: 'jpeg', quality: 10 }).toBuffer();
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(output).toMatchObject({ keptOriginal: false, format: 'jpeg' });
  });

  it('when its end is missing', async () => {
    const bytes = (await coarse.jpeg().toBuffer()).subarray(0, -2);
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(output.keptOriginal).toBe(false);
    expect(output.bytes.subarray(-2).toString('hex')).toBe('ffd9');
  });
});

it.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)(
  'a compressed %s says nothing of where and by whom',
  async (format) => {
    const image = picture()
      .withExif(EXIF)
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">Somebody</x:xmpmeta>');
    const bytes = await image.toFormat(format, { quality: 95 }).toBuffer();
    expect(bytes.includes('Somebody')).toBe(true);
    const { output } = await compress(bytes, RECIPE, LIMITS);
    const metadata = await sharp(output.bytes).metadata();
    expect([metadata.exif, metadata.xmp, metadata.iptc, metadata.icc]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(output.bytes.includes('Somebody')).toBe(false);
  },
);
