import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { compress } from './compress.ts';
import { animation, distance, LIMITS, picture, RECIPE } from './images.fixture.ts';

const caseOf = (name: string) => readFile(new URL(`cases/${name}`, import.meta.url));
const EXIF = { IFD0: { Copyright: 'Somebody' } };

/** What is transparent has whatever colour. */
const onPaper = (bytes: Buffer) => sharp(bytes).flatten({ background: 'white' }).png().toBuffer();

/** A drawing of three colours, with straight and slanting edges. */
function drawing(channels: 3 | 4 = 3): Sharp {
  const [width, height] = [400, 260];
  const pixels = Buffer.alloc(width * height * channels, 255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isBar = x > 40 && x < 190 && y > 30 && y < 120;
      const isWedge = y > 60 && x > y && x < 3 * y - 100;
      const colour = isBar ? [200, 0, 0, 255] : isWedge ? [0, 100, 200, 255] : [255, 255, 255, 0];
      for (let channel = 0; channel < channels; channel += 1) {
        pixels[(y * width + x) * channels + channel] = colour[channel] ?? 0;
      }
    }
  }
  return sharp(pixels, { raw: { width, height, channels } });
}

/** Files of formats that browsers show, small for what they hold. */
const SHOWN: Readonly<Record<string, () => Promise<Buffer>>> = {
  'a coarse JPEG': () => picture().jpeg({ quality: 15 }).toBuffer(),
  'a coarse JPEG that is turned': () =>
    picture().withMetadata({ orientation: 6 }).jpeg({ quality: 15 }).toBuffer(),
  'a coarse JPEG with metadata': () => picture().withExif(EXIF).jpeg({ quality: 15 }).toBuffer(),
  'a JPEG without its end marker': async () =>
    (await picture().jpeg({ quality: 15 }).toBuffer()).subarray(0, -2),
  'an arithmetic-coded JPEG': () => caseOf('arithmetic.jpg'),
  'a drawing as PNG': () =>
    drawing().png({ palette: true, colours: 4, effort: 10, compressionLevel: 9 }).toBuffer(),
  'a coarse WebP': () => picture().webp({ quality: 5, effort: 6 }).toBuffer(),
  'a lossless drawing as WebP': () => drawing(4).webp({ lossless: true, effort: 6 }).toBuffer(),
  'a coarse AVIF': () => picture().avif({ quality: 10, effort: 5 }).toBuffer(),
  'a coarse AVIF with metadata': () => picture().withExif(EXIF).avif({ quality: 10, effort: 5 }).toBuffer(),
  'a drawing as GIF': () => drawing().gif({ colours: 4, effort: 10 }).toBuffer(),
  'an animated GIF': () => animation('gif', ['#ff0000', '#ee0000', '#dd0000'], [50, 50, 50], 0),
  'an animated WebP': () => animation('webp', ['#ff0000', '#ee0000', '#dd0000'], [50, 50, 50], 0),
  'an animated PNG': () => caseOf('apng.png'),
  'an AVIF sequence': () => caseOf('animated.avif'),
};

describe('no output is larger than its source:', () => {
  it.each(Object.entries(SHOWN))('%s', async (_name, make) => {
    const bytes = await make();
    for (const recipe of [{ quality: 50 }, { quality: 90 }, { quality: 50, maxBytes: 10 * bytes.length }]) {
      const { output } = await compress(bytes, recipe, LIMITS);
      expect(output.bytes.length).toBeLessThanOrEqual(bytes.length);
    }
  });

  it('an AVIF whose EXIF is written over, which stays the same picture', async () => {
    const bytes = await SHOWN['a coarse AVIF with metadata']?.();
    const { output } = await compress(bytes ?? Buffer.of(), RECIPE, LIMITS);
    expect(output.keptOriginal).toBe(true);
    expect(output.bytes.includes('Somebody')).toBe(false);
    expect(await distance(bytes ?? Buffer.of(), output.bytes)).toBe(0);
  });
});

/** Files of a format that browsers do not show. */
const TIFFS: Readonly<Record<string, () => Promise<Buffer>>> = {
  'a fax': () => caseOf('fax-g4.tif'),
  'a bilevel drawing': () =>
    drawing().threshold(120).toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer(),
  'a drawing': () => drawing().tiff({ compression: 'deflate', predictor: 'horizontal' }).toBuffer(),
  'a drawing with transparency': () => drawing(4).tiff({ compression: 'lzw' }).toBuffer(),
  'a photograph': () => picture().tiff({ compression: 'lzw' }).toBuffer(),
  'a photograph of a JPEG': () => picture().tiff({ compression: 'jpeg', quality: 20 }).toBuffer(),
  'a grey photograph': () => picture().toColourspace('b-w').tiff({ compression: 'deflate' }).toBuffer(),
};

describe('of a format that no browser shows, an output is no larger than the source, or the best of three:', () => {
  it.each(Object.entries(TIFFS))('%s', async (_name, make) => {
    const bytes = await make();
    const { output } = await compress(bytes, RECIPE, LIMITS);
    const others = [];
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      others.push((await compress(bytes, { quality: 50, format }, LIMITS)).output.bytes.length);
    }
    expect(output.bytes.length).toBeLessThanOrEqual(Math.max(bytes.length, Math.min(...others)));
    expect(await distance(await onPaper(bytes), await onPaper(output.bytes))).toBeLessThan(15);
  });

  it.each(['a fax', 'a bilevel drawing', 'a drawing', 'a drawing with transparency'])(
    '%s becomes a PNG',
    async (name) => {
      const bytes = (await TIFFS[name]?.()) ?? Buffer.of();
      const { output } = await compress(bytes, RECIPE, LIMITS);
      expect(output.format).toBe('png');
      expect(await distance(await onPaper(bytes), await onPaper(output.bytes))).toBeLessThan(1);
    },
  );

  it.each(['a photograph', 'a grey photograph'])('%s becomes a JPEG', async (name) => {
    const { output } = await compress((await TIFFS[name]?.()) ?? Buffer.of(), RECIPE, LIMITS);
    expect(output.format).toBe('jpeg');
  });

  it('a drawing of two colours that is made smaller has mixtures of them', async () => {
    const { output } = await compress(await caseOf('fax-g4.tif'), { quality: 90, maxWidth: 300 }, LIMITS);
    const { channels } = await sharp(output.bytes).stats();
    expect(channels[0]?.mean).toBeGreaterThan(10);
    expect(channels[0]?.stdev).toBeLessThan(127);
  });
});
