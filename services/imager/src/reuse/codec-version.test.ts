import { hash } from 'node:crypto';
import { EXAMPLES, type Recipe } from '@halftone/contracts';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { compress } from '../codec/compress.ts';
import type { Codec } from '../codec/encoders/encoders.ts';
import { FILES, LIMITS } from '../codec/images.fixture.ts';
import { acceptFor } from '../download/accept.ts';
import { CODEC_VERSION, versionBefore } from './codec-version.ts';

/** What each version is known by. A change here is a new version: raise `CODEC_VERSION`, and add a row. */
const KNOWN_BY: Readonly<Record<number, object>> = {
  1: {
    sharp: '0.35.5',
    vips: '8.18.7',
    accept: 'image/jpeg,image/png,image/gif,image/tiff,*/*;q=0.1',
    // Of a JPEG, at quality 50 and at 80.
    jpegs: ['da9aa93737dd05f9', 'ce1e2b07e32647a9'],
  },
  // More kinds of JPEG are requantized, and AVIF at balanced effort is encoded faster.
  2: {
    sharp: '0.35.5',
    vips: '8.18.7',
    accept: 'image/jpeg,image/png,image/gif,image/tiff,*/*;q=0.1',
    jpegs: ['da9aa93737dd05f9', 'ce1e2b07e32647a9'],
    others: ['68c12f77d08528b8', 'ba2002fb5027d122'],
  },
  // 16 bits and greys keep the colours of their profile, bare inks and GIFs look as in browsers, and WebP is not turned.
  3: {
    sharp: '0.35.5',
    vips: '8.18.7',
    accept: 'image/jpeg,image/png,image/gif,image/tiff,*/*;q=0.1',
    jpegs: ['da9aa93737dd05f9', 'ce1e2b07e32647a9'],
    others: ['68c12f77d08528b8', 'ba2002fb5027d122'],
  },
};

it('what makes outputs has not changed since its version was raised', async () => {
  const bytes = await FILES.jpeg();
  const outputOf = async (recipe: Recipe) => {
    const { output } = await compress(bytes, recipe, LIMITS);
    return hash('sha256', output.bytes).slice(0, 16);
  };
  const jpegs = [50, 80].map((quality) => outputOf({ quality }));
  const others = (['webp', 'avif'] as const).map((format) => outputOf({ quality: 50, format }));
  expect({
    sharp: sharp.versions.sharp,
    vips: sharp.versions.vips,
    accept: acceptFor([new URL('https://shop.example/a.jpg')]),
    jpegs: await Promise.all(jpegs),
    // As WebP and AVIF.
    others: await Promise.all(others),
  }).toEqual(KNOWN_BY[CODEC_VERSION]);
});

const FIFTY = { quality: 50 };

it.each<[string, Codec, Recipe, number, number]>([
  ['image/jpeg', 'requantized', FIFTY, 50, 3],
  ['image/jpeg', 'reencoded', FIFTY, 50, 1],
  ['image/webp', 'reencoded', FIFTY, 50, 2],
  ['image/avif', 'reencoded', FIFTY, 50, 1],
  ['image/webp', 'reencoded', { ...FIFTY, targetRatio: 0.5 }, 50, 1],
  ['image/webp', 'reencoded', FIFTY, 41, 1],
])(
  'of before versions were counted, %s that was %s for %o, at quality %i, is of version %i',
  (contentType, codec, recipe, quality, version) => {
    const { output } = EXAMPLES['image.compressed'];
    expect(versionBefore({ output: { ...output, contentType }, quality, codec }, recipe)).toBe(version);
  },
);
