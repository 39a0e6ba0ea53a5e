import sharp, { type JpegOptions, type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { CONTAINERS } from '../containers/containers.ts';
import { compress } from './compress.ts';
import { flatJpeg } from './flat-jpeg.fixture.ts';
import { distance, LIMITS, picture, RECIPE } from './images.fixture.ts';

const END_MARKER_BYTES = 2;

const jpeg = (options: JpegOptions, image = picture(96, 96)) => image.jpeg({ quality: 80, ...options });
const SEQUENTIAL: [string, () => Sharp][] = [
  ['4:2:0', () => jpeg({})],
  ['4:4:4', () => jpeg({ chromaSubsampling: '4:4:4' }, picture(64, 64))],
  ['grey', () => jpeg({}, picture(96, 96).toColourspace('b-w'))],
  ['CMYK', () => jpeg({}, picture(64, 64).toColourspace('cmyk'))],
  ['of odd sides', () => jpeg({}, picture(83, 57))],
  ['of one row of blocks', () => jpeg({}, picture(96, 7))],
  ['of one pixel', () => jpeg({}, picture(1, 1))],
];

/** The lengths to which a file can be cut within its scans. */
function cuts(bytes: Buffer): number[] {
  const scan = bytes.indexOf('ffda', 0, 'hex');
  return Array.from({ length: bytes.length - scan }, (_, index) => scan + index);
}

const lacksPixels = (bytes: Buffer) => CONTAINERS.jpeg(bytes).lacksPixels?.();

describe('a JPEG without its end', () => {
  it.each(SEQUENTIAL)(
    '(%s) is known to lack pixels wherever it is cut within its scan',
    async (_what, make) => {
      const bytes = await make().toBuffer();
      const passed = cuts(bytes).filter((length) => !lacksPixels(bytes.subarray(0, length)));
      expect(passed).toEqual([bytes.length - 2, bytes.length - 1]);
    },
  );

  it.each(SEQUENTIAL)('(%s) fails when but the last of its pixels are missing', async (_what, make) => {
    const bytes = await make().toBuffer();
    for (const missing of [3, 4, 6, 10]) {
      await expect(compress(bytes.subarray(0, -missing), RECIPE, LIMITS)).rejects.toMatchObject({
        code: 'truncated',
      });
    }
  });

  it.each([...SEQUENTIAL, ['progressive', () => jpeg({ progressive: true })] as const])(
    '(%s) is whole when that is all it lacks',
    async (_what, make) => {
      const bytes = await make().toBuffer();
      const whole = await compress(bytes, RECIPE, LIMITS);
      const { output } = await compress(bytes.subarray(0, -END_MARKER_BYTES), RECIPE, LIMITS);
      expect(await distance(whole.output.bytes, output.bytes)).toBeLessThan(20);
    },
  );

  it.each([
    ['4:2:0', () => jpeg({ progressive: true, quality: 40 }, picture(40, 40))],
    ['grey', () => jpeg({ progressive: true, quality: 40 }, picture(40, 40).toColourspace('b-w'))],
  ])('(progressive, %s) fails wherever it is cut within its scans', async (_what, make) => {
    const bytes = await make().toBuffer();
    const passed: number[] = [];
    for (const length of cuts(bytes)) {
      const result = compress(bytes.subarray(0, length), RECIPE, LIMITS);
      await result.then(
        () => passed.push(length),
        (error) => expect(error).toMatchObject({ code: 'truncated' }),
      );
    }
    expect(passed).toEqual([bytes.length - 2, bytes.length - 1]);
  });

  it.each([
    ['a scan for each component', { isInterleaved: false }],
    ['restart markers', { interval: 4 }],
    ['both', { isInterleaved: false, interval: 4 }],
    ['neither', {}],
  ])('is known to lack pixels also with %s', async (_what, kind) => {
    const bytes = flatJpeg(kind);
    await expect(compress(bytes, RECIPE, LIMITS)).resolves.toMatchObject({ source: { width: 100 } });
    const passed = cuts(bytes).filter((length) => !lacksPixels(bytes.subarray(0, length)));
    expect(passed).toEqual([bytes.length - 2, bytes.length - 1]);
  });

  it('is left to the decoder when its data are damaged before', async () => {
    const bytes = await jpeg({}).toBuffer();
    bytes.write('ffd3', bytes.length - 400, 'hex');
    expect(lacksPixels(bytes.subarray(0, -2))).toBe(false);
  });

  it('is found out in a large photograph, too', async () => {
    const bytes = await sharp({
      create: {
        width: 4000,
        height: 3000,
        channels: 3,
        background: 'red',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .jpeg({ quality: 90 })
      .toBuffer();
    expect(lacksPixels(bytes.subarray(0, -2))).toBe(false);
  });
});
