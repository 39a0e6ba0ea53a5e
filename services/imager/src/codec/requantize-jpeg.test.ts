import { readFile } from 'node:fs/promises';
import type { Recipe } from '@halftone/contracts';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { digitalSourceTypePacket } from '../metadata/digital-source-type.ts';
import { compress } from './compress.ts';
import { FILES, LIMITS, picture, RECIPE } from './images.fixture.ts';

const grey = () => picture().toColourspace('b-w').jpeg({ quality: 90 }).toBuffer();
const withProfile = () => picture().withIccProfile('p3').jpeg({ quality: 90 }).toBuffer();
const withSrgbProfile = () => picture().withIccProfile('srgb').jpeg({ quality: 90 }).toBuffer();
/** Of whole units where both sides are multiples of 16. */
const turned = (width: number, height: number) => async () =>
  await picture(width, height).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer();
const withExif = () =>
  picture()
    .withExif({ IFD0: { Artist: 'Somebody' } })
    .jpeg({ quality: 90 })
    .toBuffer();

/** As images made by AI say it. */
const withSourceType = () => picture().withXmp(digitalSourceTypePacket(AI)).jpeg({ quality: 90 }).toBuffer();
const AI = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/** As phones write it (CIPA DC-007): the index of pictures in APP2, and a second one, like a gain map, behind the first. */
async function ofTwoPictures(): Promise<Buffer> {
  const [first, second] = [await FILES.jpeg(), await picture(60, 40).jpeg().toBuffer()];
  const index = Buffer.from([0xff, 0xe2, 0, 10, ...Buffer.from('MPF\0MM\0*')]);
  return Buffer.concat([first.subarray(0, 2), index, first.subarray(2), second]);
}

const arithmetic = () => readFile(new URL('cases/arithmetic.jpg', import.meta.url));

type Case = [what: string, make: () => Promise<Buffer>, recipe?: Partial<Recipe>];

describe('is compressed without being decoded:', () => {
  it.each<Case>([
    ['a JPEG', FILES.jpeg],
    ['a JPEG in haste', FILES.jpeg, { effort: 'fast' }],
    ['a JPEG that is to be one', FILES.jpeg, { format: 'jpeg' }],
    ['a JPEG that is small enough already', FILES.jpeg, { maxWidth: 5000 }],
    ['a grey JPEG', grey],
    ['a JPEG with metadata, which goes', withExif],
    ['a JPEG with the profile of sRGB, which goes', withSrgbProfile],
    ['a JPEG that lies on its side', turned(160, 240)],
    ['a progressive JPEG', () => picture().jpeg({ progressive: true, quality: 90 }).toBuffer()],
    [
      'a JPEG with all its chrominance',
      () => picture().jpeg({ chromaSubsampling: '4:4:4', quality: 90 }).toBuffer(),
    ],
    ['a JPEG made by AI that is not to say so', withSourceType, { keepMetadata: 'none' }],
  ])('%s', async (_, make, recipe) => {
    const bytes = await make();
    const { output } = await compress(bytes, { ...RECIPE, ...recipe }, LIMITS);
    expect(output).toMatchObject({ codec: 'requantized', keptOriginal: false, format: 'jpeg', quality: 50 });
    const { format, width, height, exif, xmp, icc, chromaSubsampling } = await sharp(output.bytes).metadata();
    expect({ format, width, height, exif, xmp, icc }).toEqual({
      format: 'jpeg',
      width: 240,
      height: 160,
      exif: undefined,
      xmp: undefined,
      icc: undefined,
    });
    expect(['4:2:0', '4:4:4']).toContain(chromaSubsampling);
    expect(output.bytes.length).toBeLessThan(bytes.length);
  });
});

describe('is decoded and encoded:', () => {
  it.each<Case>([
    ['a PNG', FILES.png],
    ['a PNG that becomes a JPEG', FILES.png, { format: 'jpeg' }],
    ['a JPEG that becomes a WebP', FILES.jpeg, { format: 'webp' }],
    ['a JPEG that becomes smaller', FILES.jpeg, { maxWidth: 100 }],
    ['a JPEG that is to be very small', FILES.jpeg, { effort: 'small' }],
    ['a JPEG that is to have a size', FILES.jpeg, { targetRatio: 0.5 }],
    ['a JPEG whose metadata is kept', withExif, { keepMetadata: true }],
    ['a JPEG without metadata, all of which is kept', FILES.jpeg, { keepMetadata: true }],
    ['a JPEG that says that it was made by AI', withSourceType],
    ['a JPEG of two pictures', ofTwoPictures],
    ['a JPEG with arithmetic coding', arithmetic],
    ['a JPEG whose steps are half as large', () => picture().jpeg({ quality: 75 }).toBuffer()],
    ['a JPEG in other colours', withProfile],
    ['a JPEG that lies on its side, and ends inside of a unit', turned(160, 250)],
    ['a JPEG with something behind it', async () => Buffer.concat([await FILES.jpeg(), Buffer.from('\n')])],
    ['a JPEG without its end', async () => (await FILES.jpeg()).subarray(0, -2)],
    ['a JPEG of inks', () => picture().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer()],
  ])('%s', async (_, make, recipe) => {
    const { output } = await compress(await make(), { ...RECIPE, ...recipe }, LIMITS);
    expect(output.codec).toBe('reencoded');
  });
});
