import { readFile } from 'node:fs/promises';
import type { Recipe } from '@halftone/contracts';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { compress } from './compress.ts';
import { animation, colourAt, LIMITS, RECIPE } from './images.fixture.ts';
import { apng, colourChunks, PATCH } from './png.fixture.ts';

const COLOURS = ['#ff0000', '#00ff00', '#0000ff'];
const caseOf = (name: string) => readFile(new URL(`cases/${name}`, import.meta.url));
const close = (expected: number[]) => expected.map((value) => expect.closeTo(value, -1.7));

const SOURCES = {
  GIF: () => animation('gif', COLOURS, [100, 200, 300], 0),
  WebP: () => animation('webp', COLOURS, [100, 200, 300], 0),
  APNG: () => caseOf('apng.png'),
  'AVIF sequence': () => caseOf('animated.avif'),
};
const FRAMES = { GIF: 3, WebP: 3, APNG: 12, 'AVIF sequence': undefined };

/** What becomes of each under each recipe: the format in which it still moves, the original, or the reason. */
type Outcome = 'gif' | 'webp' | 'original' | 'unsupported_animation';
const NO = 'unsupported_animation';
const TABLE: Readonly<
  Record<
    keyof typeof SOURCES,
    Readonly<Record<NonNullable<Recipe['format']>, [whole: Outcome, resized: Outcome]>>
  >
> = {
  GIF: { same: ['gif', 'gif'], webp: ['webp', 'webp'], jpeg: [NO, NO], png: [NO, NO], avif: [NO, NO] },
  WebP: { same: ['webp', 'webp'], webp: ['webp', 'webp'], jpeg: [NO, NO], png: [NO, NO], avif: [NO, NO] },
  APNG: {
    same: ['original', 'webp'],
    webp: ['webp', 'webp'],
    png: ['original', NO],
    jpeg: [NO, NO],
    avif: [NO, NO],
  },
  'AVIF sequence': {
    same: ['original', NO],
    avif: ['original', NO],
    webp: [NO, NO],
    jpeg: [NO, NO],
    png: [NO, NO],
  },
};

const rows = Object.entries(TABLE).flatMap(([source, recipes]) =>
  Object.entries(recipes).flatMap(([format, [whole, resized]]) => [
    { source, recipe: { quality: 50, format }, outcome: whole },
    { source, recipe: { quality: 50, format, maxWidth: 24 }, outcome: resized },
  ]),
) as { source: keyof typeof SOURCES; recipe: Recipe; outcome: Outcome }[];

describe('an animation', () => {
  it.each(rows)('($source) under $recipe ends as $outcome', async ({ source, recipe, outcome }) => {
    const bytes = await SOURCES[source]();
    const work = compress(bytes, recipe, LIMITS);
    if (outcome === NO) {
      await expect(work).rejects.toMatchObject({ code: NO, message: expect.stringContaining('animation') });
      return;
    }
    const { output } = await work;
    if (outcome === 'original') {
      expect(output.keptOriginal).toBe(true);
      expect(output.bytes.equals(bytes)).toBe(true);
      return;
    }
    const metadata = await sharp(output.bytes, { animated: true }).metadata();
    expect(metadata).toMatchObject({ format: outcome, pages: FRAMES[source] });
    if (recipe.maxWidth) expect(metadata.width).toBe(recipe.maxWidth);
  });

  it('of AVIF is known by its brands, whichever is the first', async () => {
    const bytes = await caseOf('animated.avif');
    expect(bytes.toString('latin1', 8, 12)).toBe('avis');
    bytes.write('avif', 8, 'latin1');
    const { source, output } = await compress(bytes, RECIPE, LIMITS);
    expect(output.keptOriginal).toBe(true);
    expect(source.width).toBeGreaterThan(0);
  });

  it('is not what a PNG with a note of one, but no frames, is', async () => {
    const still = await sharp(await caseOf('apng.png'))
      .png()
      .toBuffer();
    const acTL = Buffer.from('\0\0\0\x08acTL\0\0\0\x01\0\0\0\0\xb4\x2d\xe9\xa0', 'latin1');
    const bytes = Buffer.concat([still.subarray(0, 33), acTL, still.subarray(33)]);
    const { output } = await compress(bytes, { quality: 50, format: 'webp' }, LIMITS);
    expect(output.format).toBe('webp');
  });

  it('that is kept is held to no limit of frames that are decoded', async () => {
    const bytes = await caseOf('apng.png');
    const limits = { ...LIMITS, maxAnimationPixels: 1000 };
    expect((await compress(bytes, RECIPE, limits)).output.keptOriginal).toBe(true);
    await expect(compress(bytes, { quality: 50, format: 'webp' }, limits)).rejects.toMatchObject({
      code: 'too_many_pixels',
    });
  });
});

describe('the frames of an animated PNG', () => {
  const webp = { quality: 100, format: 'webp' } as const;
  const [red, green, blue] = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ] as const;
  const pageColours = async (bytes: Buffer, pages: number) => {
    const found = [];
    for (let page = 0; page < pages; page += 1) {
      found.push([
        await colourAt(bytes, PATCH / 2, PATCH / 2, page),
        await colourAt(bytes, PATCH + PATCH / 2, PATCH / 2, page),
      ]);
    }
    return found;
  };

  it('are laid on one another, each after what becomes of the one before', async () => {
    const bytes = apng(
      [
        { colour: red, delayMs: 100 },
        { colour: green, delayMs: 200, dispose: 1 },
        { colour: blue, left: PATCH, delayMs: 300, dispose: 2 },
        { colour: green, delayMs: 400, blend: 1 },
      ],
      3,
    );
    const { output } = await compress(bytes, webp, LIMITS);
    const metadata = await sharp(output.bytes, { animated: true }).metadata();
    expect(metadata).toMatchObject({ pages: 4, pageHeight: PATCH, delay: [100, 200, 300, 400], loop: 3 });
    const solid = (colour: readonly number[]) => close([...colour, 255]);
    const clear = [expect.any(Number), expect.any(Number), expect.any(Number), 0];
    expect(await pageColours(output.bytes, 4)).toEqual([
      [solid(red), solid(red)],
      [solid(green), solid(red)],
      [clear, solid(blue)],
      [solid(green), solid(red)],
    ]);
  });

  it('are shown in the colours that the file names', async () => {
    const grey = [55, 55, 55];
    const bytes = apng(
      [
        { colour: grey, delayMs: 100 },
        { colour: red, delayMs: 100 },
      ],
      0,
      colourChunks('gAMA 1'),
    );
    const { output } = await compress(bytes, webp, LIMITS);
    expect(await colourAt(output.bytes, 4, 4)).toEqual(close([128, 128, 128, 255]));
  });

  it('that reach beyond the image are damage', async () => {
    const bytes = apng([
      { colour: red, delayMs: 100 },
      { colour: green, left: PATCH + 1, delayMs: 100 },
    ]);
    await expect(compress(bytes, webp, LIMITS)).rejects.toMatchObject({ code: 'corrupt' });
  });
});
