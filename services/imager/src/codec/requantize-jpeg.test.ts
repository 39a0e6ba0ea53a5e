import type { Recipe } from '@halftone/contracts';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { compress } from './compress.ts';
import { FILES, LIMITS, picture, RECIPE } from './images.fixture.ts';

const grey = () => picture().toColourspace('b-w').jpeg({ quality: 90 }).toBuffer();
const withProfile = () => picture().withIccProfile('p3').jpeg({ quality: 90 }).toBuffer();
const turned = () => picture().withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer();
const withExif = () =>
  picture()
    .withExif({ IFD0: { Artist: 'Somebody' } })
    .jpeg({ quality: 90 })
    .toBuffer();

type Case = [what: string, make: () => Promise<Buffer>, recipe?: Partial<Recipe>];

describe('is compressed without being decoded:', () => {
  it.each<Case>([
    ['a JPEG', FILES.jpeg],
    ['a JPEG in haste', FILES.jpeg, { effort: 'fast' }],
    ['a JPEG that is to be one', FILES.jpeg, { format: 'jpeg' }],
    ['a JPEG that is small enough already', FILES.jpeg, { maxWidth: 5000 }],
    ['a grey JPEG', grey],
    ['a JPEG with metadata, which goes', withExif],
  ])('%s', async (_, make, recipe) => {
    const bytes = await make();
    const { output } = await compress(bytes, { ...RECIPE, ...recipe }, LIMITS);
    expect(output).toMatchObject({ codec: 'requantized', keptOriginal: false, format: 'jpeg', quality: 50 });
    const { format, width, height, exif, chromaSubsampling } = await sharp(output.bytes).metadata();
    expect({ format, width, height, exif }).toEqual({
      format: 'jpeg',
      width: 240,
      height: 160,
      exif: undefined,
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
    ['a JPEG in other colours', withProfile],
    ['a JPEG that lies on its side', turned],
    ['a progressive JPEG', () => picture().jpeg({ progressive: true, quality: 90 }).toBuffer()],
    ['a JPEG with all its chrominance', () => picture().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer()],
    ['a JPEG with something behind it', async () => Buffer.concat([await FILES.jpeg(), Buffer.from('\n')])],
    ['a JPEG of inks', () => picture().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer()],
  ])('%s', async (_, make, recipe) => {
    const { output } = await compress(await make(), { ...RECIPE, ...recipe }, LIMITS);
    expect(output.codec).toBe('reencoded');
  });
});
