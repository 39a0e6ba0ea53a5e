import { hash } from 'node:crypto';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { compress } from '../codec/compress.ts';
import { FILES, LIMITS } from '../codec/images.fixture.ts';
import { acceptFor } from '../download/accept.ts';
import { CODEC_VERSION } from './codec-version.ts';

/** What each version is known by. A change here is a new version: raise `CODEC_VERSION`, and add a row. */
const KNOWN_BY: Readonly<Record<number, object>> = {
  1: {
    sharp: '0.35.5',
    vips: '8.18.7',
    accept: 'image/jpeg,image/png,image/gif,image/tiff,*/*;q=0.1',
    // Of a JPEG, at quality 50 and at 80.
    jpegs: ['da9aa93737dd05f9', 'ce1e2b07e32647a9'],
  },
};

it('what makes outputs has not changed since its version was raised', async () => {
  const bytes = await FILES.jpeg();
  const jpegs = [50, 80].map(async (quality) => {
    const { output } = await compress(bytes, { quality }, LIMITS);
    return hash('sha256', output.bytes).slice(0, 16);
  });
  expect({
    sharp: sharp.versions.sharp,
    vips: sharp.versions.vips,
    accept: acceptFor([new URL('https://shop.example/a.jpg')]),
    jpegs: await Promise.all(jpegs),
  }).toEqual(KNOWN_BY[CODEC_VERSION]);
});
