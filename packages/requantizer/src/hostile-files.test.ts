import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createRandom, drawJpeg, pixelsOf, psnr } from './pictures.fixture.ts';
import { requantize } from './requantize.ts';
import { takeApart } from './segments.fixture.ts';

/** Of each damage; `REQUANTIZER_FUZZ=100000` tries more. */
const ROUNDS = Number(process.env.REQUANTIZER_FUZZ ?? 400);

const random = createRandom(20_261_129);
const below = (limit: number) => Math.floor(random() * limit);

type Damage = (jpeg: Buffer) => Buffer;

/** Where the headers end. */
function dataStart(jpeg: Buffer): number {
  return jpeg.length - takeApart(jpeg).data.length;
}

const DAMAGES: Readonly<Record<string, Damage>> = {
  'a bit turned over': (jpeg) => {
    const place = below(jpeg.length);
    jpeg[place] = (jpeg[place] ?? 0) ^ (1 << below(8));
    return jpeg;
  },
  'bits of the headers turned over': (jpeg) => {
    const end = dataStart(jpeg);
    for (let count = 1 + below(3); count > 0; count--) {
      const place = below(end);
      jpeg[place] = (jpeg[place] ?? 0) ^ (1 << below(8));
    }
    return jpeg;
  },
  'a byte of the headers set to its lowest or highest': (jpeg) => {
    jpeg[below(dataStart(jpeg))] = random() < 0.5 ? 0 : 0xff;
    return jpeg;
  },
  'an end too early': (jpeg) =>
    Buffer.concat([jpeg.subarray(0, below(jpeg.length)), Buffer.from('ffd9', 'hex')]),
  'nothing behind some place': (jpeg) => jpeg.subarray(0, below(jpeg.length)),
  'a piece missing': (jpeg) => {
    const start = below(jpeg.length);
    return Buffer.concat([jpeg.subarray(0, start), jpeg.subarray(start + 1 + below(20))]);
  },
  'a piece twice': (jpeg) => {
    const start = below(jpeg.length);
    return Buffer.concat([jpeg.subarray(0, start + below(40)), jpeg.subarray(start)]);
  },
  'noise instead of data': (jpeg) => {
    for (let place = dataStart(jpeg); place < jpeg.length - 2; place++) jpeg[place] = below(0xff);
    return jpeg;
  },
};

describe('of a damaged file', () => {
  it.each(Object.entries(DAMAGES))(
    'with %s what is taken is as a decoder reads it without a complaint',
    { timeout: 600_000 },
    async (_, damage) => {
      const sources = await Promise.all([
        drawJpeg({ width: 60, height: 44 }),
        drawJpeg({ kind: 'grey', width: 30, height: 50, quality: 75 }),
      ]);
      for (let round = 0; round < ROUNDS; round++) {
        const jpeg = damage(Buffer.from(sources[round % sources.length] ?? []));
        const result = requantize(jpeg, { quality: 50 });
        if ('declined' in result) continue;
        await expectFaithful(jpeg, result.bytes);
      }
    },
  );
});

/** The decoder has nothing to complain of either, and the result is as close to what it sees as its own would be. */
async function expectFaithful(jpeg: Buffer, result: Buffer): Promise<void> {
  const reencoded = await sharp(jpeg, { failOn: 'warning' }).jpeg({ quality: 50 }).toBuffer();
  const [from, to, reference] = await Promise.all([jpeg, result, reencoded].map(pixelsOf));
  if (!from || !to || !reference) throw new Error('No pixels.');
  expect(to).toMatchObject({ width: from.width, height: from.height, channels: from.channels });
  expect(psnr(from.data, to.data)).toBeGreaterThan(psnr(from.data, reference.data) - 2);
}
