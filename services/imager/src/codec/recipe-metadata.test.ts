import sharp, { type Metadata } from 'sharp';
import { describe, expect, it } from 'vitest';
import { compress } from './compress.ts';
import { colourAt, LIMITS, picture } from './images.fixture.ts';

const RECIPE = { quality: 50, keepMetadata: true };
const EXIF = { IFD0: { Copyright: 'Somebody' } };
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>';
const close = (expected: number[]) => expected.map((value) => expect.closeTo(value, -1.7));
const withAll = () => picture().withIccProfile('p3').withExif(EXIF).withXmp(XMP);
const kept = ({ exif, xmp, icc }: Metadata) => ({
  exif: exif?.includes('Somebody'),
  xmp: xmp?.toString(),
  hasProfile: icc !== undefined,
});
const ALL = { exif: true, xmp: expect.stringContaining('xmpmeta'), hasProfile: true };

describe('metadata is kept where it is asked for:', () => {
  it.each(['jpeg', 'webp', 'png', 'avif'] as const)('in a %s', async (format) => {
    const bytes = await withAll().toFormat(format, { quality: 95 }).toBuffer();
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(kept(await sharp(output.bytes).metadata())).toEqual(ALL);
  });

  // libvips reads no EXIF from TIFF.
  it.each(['jpeg', 'webp', 'png', 'avif'] as const)('all but EXIF from a TIFF in a %s', async (format) => {
    const bytes = await withAll().tiff({ compression: 'lzw' }).toBuffer();
    const { output } = await compress(bytes, { ...RECIPE, format }, LIMITS);
    expect(kept(await sharp(output.bytes).metadata())).toEqual({ ...ALL, exif: false });
  });

  it('in search of a ratio', async () => {
    const bytes = await withAll().jpeg({ quality: 95 }).toBuffer();
    const { output } = await compress(bytes, { ...RECIPE, targetRatio: 0.5 }, LIMITS);
    expect(kept(await sharp(output.bytes).metadata())).toEqual(ALL);
    expect(output.bytes.length).toBeLessThanOrEqual(bytes.length / 2);
  });

  it('with the original, byte for byte', async () => {
    const bytes = await withAll().jpeg({ quality: 15 }).toBuffer();
    const { output } = await compress(bytes, RECIPE, LIMITS);
    expect(output.keptOriginal).toBe(true);
    expect(output.bytes.equals(bytes)).toBe(true);
  });
});

it.each([{}, { targetRatio: 0.9 }])(
  'a picture that was turned is not turned again by its metadata (%o)',
  async (options) => {
    const bytes = await picture().withExif(EXIF).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { output } = await compress(bytes, { ...RECIPE, ...options }, LIMITS);
    const metadata = await sharp(output.bytes).metadata();
    expect([metadata.width, metadata.height]).toEqual([160, 240]);
    expect(metadata.orientation ?? 1).toBe(1);
  },
);

it('colours are shown as they were, with their profile and without that of inks', async () => {
  const swatch = sharp({ create: { width: 64, height: 64, channels: 3, background: '#c83232' } });
  const inks = await swatch
    .clone()
    .toColourspace('cmyk')
    .withIccProfile('cmyk')
    .withExif(EXIF)
    .jpeg()
    .toBuffer();
  const fromInks = (await compress(inks, RECIPE, LIMITS)).output;
  const metadata = await sharp(fromInks.bytes).metadata();
  expect(metadata.space).toBe('srgb');
  expect(kept(metadata)).toMatchObject({ exif: true, hasProfile: false });
  expect(await colourAt(fromInks.bytes, 30, 30)).toEqual(close([200, 50, 50, 255]));

  const wide = await swatch.clone().withIccProfile('p3').png().toBuffer();
  const fromWide = (await compress(wide, { ...RECIPE, format: 'webp' }, LIMITS)).output;
  expect(await shownAt(fromWide.bytes)).toEqual(close([200, 50, 50]));
});

/** The colour in the middle as a screen of sRGB shows it, the profile applied. */
async function shownAt(bytes: Buffer): Promise<number[]> {
  const shown = await sharp(bytes).toColourspace('srgb').png().toBuffer();
  return (await colourAt(shown, 30, 30)).slice(0, 3);
}
