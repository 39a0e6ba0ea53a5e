import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { greyOf, profile, withCurve } from '../../colour/profile.fixture.ts';
import { chunkOf, withChunks } from '../../containers/png/png-chunks.ts';
import { compress } from '../compress.ts';
import { colourAt, LIMITS } from '../images.fixture.ts';

const swatch = (background: string) => sharp({ create: { width: 64, height: 64, channels: 3, background } });
const grey = () => swatch('#646464').toColourspace('b-w');

/** By which 100 is 119 of sRGB. */
const byGamma = async () => withCurve(await profile('srgb'), 256, (value) => value ** 1.8);

function inJpeg(jpeg: Buffer, icc: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), icc]);
  const head = Buffer.from([0xff, 0xe2, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}

const inPng = (png: Buffer, icc: Buffer) =>
  withChunks(png, [chunkOf('iCCP', Buffer.concat([Buffer.from('p\0\0'), deflateSync(icc)]))]);

/** Of a grey of 119, with a profile of greys in place of the one by which it was written. */
async function greyAvif(icc: Buffer): Promise<Buffer> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'halftone-profile-'));
  const path = join(folder.path, 'profile.icc');
  await writeFile(path, icc);
  const avif = await swatch('#777777').withIccProfile(path).avif({ lossless: true }).toBuffer();
  greyOf(icc).copy(avif, avif.indexOf(icc));
  return avif;
}

it.each([
  ['a grey JPEG with a profile of RGB', async () => inJpeg(await grey().jpeg().toBuffer(), await byGamma())],
  [
    'a grey PNG of 16 bits with a profile of greys',
    async () => inPng(await grey().toColourspace('grey16').png().toBuffer(), greyOf(await byGamma())),
  ],
  ['a grey AVIF with a profile of greys', async () => greyAvif(await byGamma())],
])('browsers show the greys by the profile in %s, and in what becomes of it', async (_what, make) => {
  const bytes = await make();
  for (const recipe of [
    { quality: 90, format: 'jpeg' },
    { quality: 90, format: 'webp', keepMetadata: true },
  ] as const) {
    const { source, output } = await compress(bytes, recipe, LIMITS);
    expect(source.colours).toBe('grey');
    expect((await sharp(output.bytes).metadata()).icc).toBeUndefined();
    expect(await colourAt(output.bytes, 30, 30)).toEqual(
      [119, 119, 119, 255].map((value) => expect.closeTo(value, -0.7)),
    );
  }
});

/** Without the segment by which Adobe's programs say that inks are stored the other way round: it changes nothing. */
function withoutAdobe(jpeg: Buffer): Buffer {
  const at = jpeg.indexOf(Buffer.from([0xff, 0xee]));
  expect(jpeg.toString('latin1', at + 4, at + 9)).toBe('Adobe');
  return Buffer.concat([jpeg.subarray(0, at), jpeg.subarray(at + 2 + jpeg.readUInt16BE(at + 2))]);
}

it.each([
  ['#c83232', (jpeg: Buffer) => jpeg, [215, 16, 24]],
  ['#ffffff', (jpeg: Buffer) => jpeg, [255, 255, 255]],
  ['#c83232', withoutAdobe, [215, 16, 24]],
] as const)(
  'a JPEG of inks without a profile is shown as browsers show it: of %s',
  async (colour, as, shown) => {
    const bytes = as(await swatch(colour).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer());
    const { output } = await compress(bytes, { quality: 90 }, LIMITS);
    expect(await sharp(output.bytes).metadata()).toMatchObject({ space: 'srgb' });
    expect(await colourAt(output.bytes, 30, 30)).toEqual(
      [...shown, 255].map((value) => expect.closeTo(value, -1)),
    );
  },
);
