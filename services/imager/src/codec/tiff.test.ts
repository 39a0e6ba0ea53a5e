import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compress } from './compress.ts';
import { colourAt, FILES, LIMITS, RECIPE } from './images.fixture.ts';
import { page, tiffOf } from './tiff.fixture.ts';

const caseOf = (name: string) => readFile(new URL(`cases/${name}`, import.meta.url));
const close = (expected: number[]) => expected.map((value) => expect.closeTo(value, -1.7));
const RED = [255, 0, 0];
const BLUE = [0, 0, 255];
const REDUCED = { 254: 1 };

describe('of a TIFF the image is taken that it shows:', () => {
  it('not a reduced copy, although it comes first', async () => {
    const { source, output } = await compress(await caseOf('thumbnail-first.tif'), RECIPE, LIMITS);
    expect(source).toMatchObject({ width: 256, height: 192 });
    expect(output).toMatchObject({ width: 256, height: 192 });
  });

  it.each([
    ['the second page', tiffOf([page(20, 10, BLUE, REDUCED), page(80, 40, RED)])],
    [
      'one that hangs from a reduced copy',
      tiffOf([{ ...page(20, 10, BLUE, REDUCED), hanging: [page(80, 40, RED)] }]),
    ],
    [
      'the first, from which a copy hangs',
      tiffOf([{ ...page(80, 40, RED), hanging: [page(20, 10, BLUE, REDUCED)] }]),
    ],
    ['the page behind a mask', tiffOf([page(80, 40, [7], { 254: 4 }), page(80, 40, RED)])],
    ['a reduced copy, where there is nothing else', tiffOf([page(80, 40, RED, REDUCED)])],
    ['the second page by the older tag', tiffOf([page(20, 10, BLUE, { 255: 2 }), page(80, 40, RED)])],
  ])('%s', async (_what, bytes) => {
    const { source, output } = await compress(bytes, { quality: 90 }, LIMITS);
    expect(source).toMatchObject({ width: 80, height: 40 });
    expect(await colourAt(output.bytes, 40, 20)).toEqual(close([...RED, 255]));
  });

  it('complete, which the others need not be', async () => {
    const bytes = tiffOf([page(20, 10, BLUE, REDUCED), page(80, 40, RED)]);
    await expect(compress(bytes.subarray(0, 2000), RECIPE, LIMITS)).rejects.toMatchObject({
      code: 'truncated',
    });
  });
});

it.each([
  [
    'DNG',
    tiffOf([{ ...page(20, 10, RED, { ...REDUCED, 50706: [1, 4, 0, 0] }), hanging: [page(80, 40, [7])] }]),
  ],
  ['NEF', tiffOf([{ ...page(20, 10, RED, REDUCED), hanging: [page(80, 40, [7], { 262: 32_803 })] }])],
  ['CR2', Buffer.concat([Buffer.from('II*\0\x10\0\0\0CR\x02\0\0\0\0\0', 'latin1'), Buffer.alloc(64)])],
])('the raw file of a camera is refused as one (%s)', async (_what, bytes) => {
  await expect(compress(bytes, RECIPE, LIMITS)).rejects.toMatchObject({
    code: 'unsupported_format',
    message: expect.stringContaining('camera raw'),
  });
});

describe('samples that libvips would show wrong, or calls damaged, are refused by their name:', () => {
  const rgb = [10, 20, 30];
  it.each([
    ['signed numbers', { 339: [2, 2, 2] }],
    ['floating-point numbers', { 258: [32, 32, 32], 339: [3, 3, 3] }],
    ['samples of the unknown kind 9', { 339: [9, 9, 9] }],
    ['32 bits for a sample', { 258: [32, 32, 32] }],
    ['12 bits for a sample', { 258: [12, 12, 12] }],
    ['samples of different sizes', { 258: [8, 8, 16] }],
    ['YCbCr colours that are not packed as JPEG', { 262: 6, 259: 5 }],
    ['Lab colours of 8 bits', { 262: 8 }],
    ['Lab colours as the ICC codes them', { 262: 9 }],
    ['inks that are not CMYK', { 262: 5, 332: 2 }],
    ['pixels packed as JPEG 2000', { 259: 34_712 }],
    ['pixels packed as JPEG XL', { 259: 50_002 }],
    ['pixels packed as PNG', { 259: 34_933 }],
    ['pixels packed as Zstandard', { 259: 50_000 }],
    ['pixels packed as number 999', { 259: 999 }],
    ['JPEG of 16 bits', { 258: [16, 16, 16], 259: 7 }],
  ])('%s', async (what, tags) => {
    await expect(compress(tiffOf([page(40, 20, rgb, tags)]), RECIPE, LIMITS)).rejects.toMatchObject({
      code: 'unsupported_format',
      message: `The server sent a TIFF image with ${what}.`,
    });
  });

  it('also in a real file', async () => {
    await expect(compress(await caseOf('lab-8-bit.tif'), RECIPE, LIMITS)).rejects.toMatchObject({
      code: 'unsupported_format',
    });
  });
});

it.each([
  ['8-bit grey', page(40, 20, [128])],
  ['8-bit grey, white first', page(40, 20, [127], { 262: 0 })],
  ['16-bit grey', { ...page(40, 20, [128], { 258: 16 }), pixels: Buffer.alloc(40 * 20 * 2, 0x80) }],
  ['8 bits without a kind', page(40, 20, [128], { 339: 4 })],
  ['4-bit grey', { ...page(40, 20, [128], { 258: 4 }), pixels: Buffer.alloc(20 * 20, 0x88) }],
])('samples of other kinds are shown as they are meant: %s', async (_what, only) => {
  const { output } = await compress(tiffOf([only]), { quality: 90 }, LIMITS);
  expect(await colourAt(output.bytes, 20, 10)).toEqual(close([128, 128, 128, 255]));
});

it('a tile that cannot be read is damage, as a strip is', async () => {
  await expect(compress(await caseOf('damaged-tile.tif'), RECIPE, LIMITS)).rejects.toMatchObject({
    code: 'corrupt',
    message: 'The TIFF image cannot be decoded: its packed data are damaged.',
  });
});

it('what a decoder says of its own insides is not told', async () => {
  const bytes = Buffer.from(await FILES.tiff());
  bytes.fill(0xff, 200, bytes.length - 400);
  await expect(compress(bytes, RECIPE, LIMITS)).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.not.stringMatching(/tiff2vips|seek|scanline|0x|\d{3,}/),
  });
});
