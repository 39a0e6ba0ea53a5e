import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { PIXEL_FORMATS } from '../../formats/formats.ts';
import { animation, LIMITS } from '../images.fixture.ts';
import { inspect } from '../inspect.ts';
import { type Attention, appearanceOf } from './appearance.ts';

const SIZE = 160;

/** A square of one colour in the middle of another. */
function product(background: string, colour = '#b03020'): Sharp {
  const middle = { create: { width: SIZE / 2, height: SIZE / 2, channels: 3 as const, background: colour } };
  return sharp({ create: { width: SIZE, height: SIZE, channels: 4, background } }).composite([
    { input: middle, top: SIZE / 4, left: SIZE / 4 },
  ]);
}

async function looks(bytes: Buffer, attention: Attention) {
  return await appearanceOf(await inspect(bytes, PIXEL_FORMATS), attention, LIMITS);
}

describe('at a glance', () => {
  test('a JPEG on white has a white upper border', async () => {
    const seen = await looks(await product('white').jpeg().toBuffer(), 'glance');

    expect(seen).toEqual({
      frames: 1,
      colours: 'rgb',
      transparent: false,
      border: { colour: '#ffffff', share: 1, white: 1, sides: 'one' },
    });
  });

  test('a cut-out PNG is transparent, and white on paper', async () => {
    const seen = await looks(await product('#00000000').png().toBuffer(), 'glance');

    expect(seen).toMatchObject({ transparent: true, border: { white: 1 } });
  });

  test('of a PNG with a channel for transparency and none at the top it is not known', async () => {
    const bytes = await product('#8090a0').png().toBuffer();

    const seen = await looks(bytes, 'glance');

    expect(seen).not.toHaveProperty('transparent');
    expect(seen.border).toMatchObject({ colour: '#8090a0', share: 1, white: 0 });
    expect(await looks(bytes, 'whole')).toMatchObject({ transparent: false });
  });

  test.each([
    ['a progressive JPEG', () => product('white').jpeg({ progressive: true })],
    ['a WebP', () => product('white').webp()],
    ['a JPEG that is turned', () => product('white').jpeg().withMetadata({ orientation: 6 })],
  ])('of %s no border is known', async (_, image) => {
    expect(await looks(await image().toBuffer(), 'glance')).not.toHaveProperty('border');
  });
});

describe('as a whole', () => {
  test('all four sides count', async () => {
    const floor = { create: { width: SIZE, height: SIZE / 2, channels: 3 as const, background: '#404040' } };
    const room = sharp(await product('white').png().toBuffer()).composite([
      { input: floor, top: SIZE / 2, left: 0 },
    ]);
    const bytes = await room.jpeg().toBuffer();

    expect((await looks(bytes, 'glance')).border).toMatchObject({ white: 1, sides: 'one' });
    const { border } = await looks(bytes, 'whole');
    expect(border?.white).toBeCloseTo(0.5, 1);
    expect(border).not.toHaveProperty('sides');
  });

  test('a small hole in a WebP is found', async () => {
    const hole = { create: { width: 3, height: 3, channels: 4 as const, background: '#00000001' } };
    const image = product('#8090a0').composite([
      { input: hole, top: 80, left: 80, blend: 'dest-in', tile: false },
    ]);

    expect(await looks(await image.webp({ lossless: true }).toBuffer(), 'whole')).toMatchObject({
      transparent: true,
    });
  });

  test('what stores three colours and has none is grey', async () => {
    const coloured = await product('white').png().toBuffer();
    const bytes = await sharp(coloured).greyscale().toColourspace('srgb').jpeg().toBuffer();

    expect(await looks(bytes, 'whole')).toMatchObject({ colours: 'grey' });
    expect(await looks(await product('white').jpeg().toBuffer(), 'whole')).toMatchObject({ colours: 'rgb' });
  });

  test('a border that is nearly white counts as white, one that is light grey does not', async () => {
    const nearly = await looks(await product('#f8f8f8').jpeg().toBuffer(), 'whole');
    const lightGrey = await looks(await product('#eeeeee').jpeg().toBuffer(), 'whole');

    expect(nearly.border).toMatchObject({ white: 1 });
    expect(lightGrey.border).toMatchObject({ white: 0, share: 1 });
  });
});

test('inks are told from the header', async () => {
  const bytes = await product('white').flatten().toColourspace('cmyk').jpeg().toBuffer();

  expect(await looks(bytes, 'glance')).toMatchObject({ colours: 'cmyk', border: { white: 1 } });
});

test('the frames of an animation are counted, and the first says nothing of the colours of others', async () => {
  const bytes = await animation('gif', ['black', 'green', 'blue'], [100, 100, 100], 0);

  expect(await looks(bytes, 'glance')).toMatchObject({ frames: 3 });
  expect(await looks(bytes, 'whole')).toMatchObject({ frames: 3, colours: 'rgb', border: { white: 0 } });
});

test('what cannot be decoded within the limits is told by its header', async () => {
  const source = await inspect(await product('white').jpeg().toBuffer(), PIXEL_FORMATS);

  const seen = await appearanceOf(source, 'whole', { ...LIMITS, maxPixels: 100 });

  expect(seen).toEqual({ frames: 1, colours: 'rgb', transparent: false });
});
